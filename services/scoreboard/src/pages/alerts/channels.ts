import type { ChannelStanding } from "../../compose.ts";
import type { Html } from "../../html.ts";
import { html } from "../../html.ts";
import type { Moment } from "../../reading/readings.ts";
import { instantText } from "../../words/dates.ts";

/** The channels by which people are told, which of them are paused and why, each with a test button; nothing where there is none. */
export function channelsSection(channels: readonly ChannelStanding[], moment: Moment): Html | false {
  if (channels.length === 0) return false;
  return html`<section id="channels">
    <h2>Channels <small>how people are told beyond this page</small></h2>
    <table class="cards">
      <thead>
        <tr>
          <th scope="col">Channel</th>
          <th scope="col">Kind</th>
          <th scope="col" class="number">People</th>
          <th scope="col">Standing</th>
          <th scope="col">Test</th>
        </tr>
      </thead>
      <tbody>
        ${channels.map((channel) => channelRow(channel, moment))}
      </tbody>
    </table>
  </section>`;
}

function channelRow({ channel, kind, recipients, paused }: ChannelStanding, moment: Moment): Html {
  return html`<tr id="channel-${channel}">
    <th scope="row">${channel}</th>
    <td data-head="Kind">${kind}</td>
    <td data-head="People" class="number">${recipients}</td>
    <td data-head="Standing" class="more">
      ${
        paused.length === 0
          ? "in use"
          : paused.map(
              ({ person, reason, since }) =>
                html`paused ${person === null ? "" : `for ${person} `}since
                  ${instantText(Date.parse(since), moment.timeZone)}<small>${reason}</small>`,
            )
      }
    </td>
    <td data-head="Test">${moment.latest && testForm(channel)}</td>
  </tr>`;
}

/** Sends a test through a channel. */
export function testForm(channel: string): Html {
  return html`<form method="post" action="/channels/${channel}/test">
    <button>Send a test</button>
  </form>`;
}

/** What a test brought, in words. */
export function testedWords({
  outcome,
  reason,
  person,
  resumed,
}: {
  readonly outcome: "delivered" | "retry" | "refused";
  readonly reason: string;
  readonly person: string;
  readonly resumed: boolean;
}): string {
  const said = reason === "" ? "" : ` It said: ${reason}.`;
  if (outcome === "delivered") {
    return `The receiver took the test message for ${person}.${said}${resumed ? " The channel is used again." : ""}`;
  }
  return outcome === "retry"
    ? `Nobody took the test message; it is not tried again by itself.${said}`
    : `The receiver refused the test message for good.${said}`;
}

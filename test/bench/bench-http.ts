import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true });

/** Posts without decoding the answer, so that a benchmark takes little of the machine that it measures. */
export async function post(url: string, contentType: string, body: string | Buffer): Promise<void> {
  const headers = { "content-type": contentType, "content-length": Buffer.byteLength(body) };
  const { status, bytes } = await send(url, { method: "POST", headers, body });
  if (status !== 200 && status !== 202) throw new Error(`${url} answered ${status}: ${start(bytes)}`);
}

/** Gets an address and returns how many bytes it answered; rejects unless it answered 200. */
export async function get(url: string): Promise<number> {
  const { status, bytes } = await send(url, { method: "GET", headers: { accept: "text/html" } });
  if (status !== 200) throw new Error(`${url} answered ${status}: ${start(bytes)}`);
  return bytes.length;
}

interface Sent {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string | number>>;
  readonly body?: string | Buffer;
}

function send(
  url: string,
  sent: Sent,
): Promise<{ readonly status: number | undefined; readonly bytes: Buffer }> {
  const { method, headers, body } = sent;
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, agent, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode, bytes: Buffer.concat(chunks) }));
    });
    sending.on("error", (error: NodeJS.ErrnoException) => {
      // The server had closed the idle connection; all that benchmarks send may be sent again.
      if (sending.reusedSocket && error.code === "ECONNRESET") resolve(send(url, sent));
      else reject(error);
    });
    sending.end(body);
  });
}

function start(bytes: Buffer): string {
  return bytes.toString().slice(0, 500);
}

/** Where the command line looks by itself. */
export const USUAL_URL = "http://127.0.0.1:8080";

/** What lets the demo's next month arrive; it names the address where the command line would act on another deployment. */
export function demoCommand(url: string): string {
  return `npx milepost ${url === USUAL_URL ? "" : `--url ${url} `}demo next-month`;
}

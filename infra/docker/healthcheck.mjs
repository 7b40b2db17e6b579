// Healthy is what is ready: a container that waits for its servers is unhealthy, and says why.
const answer = await fetch(`http://127.0.0.1:${process.env["MILEPOST_PORT"]}/readyz`);
process.stdout.write(await answer.text());
process.exit(answer.ok ? 0 : 1);

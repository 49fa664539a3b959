// Follows the feed with graphql-ws and writes each change on a line, up to a number; cuts its connection every few changes.
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, since, last, cutEvery] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const variables = { since: String(since) };
const query = "subscription ($since: ID) { changes(since: $since) { number cursor slug node { id } } }";
let socket, told = 0, ended = false;

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 1000,
  retryWait: () => new Promise((resolve) => setTimeout(resolve, 20)),
  shouldRetry: () => true,
  on: { opened: (opened) => (socket = opened) },
});
client.subscribe(
  { query, variables },
  {
    next: ({ data, errors }) => {
      if (ended) return;
      if (errors) throw new Error(JSON.stringify(errors));
      variables.since = data.changes.cursor; // what a connection that was cut goes on from
      console.log(JSON.stringify(data.changes));
      told += 1;
      ended = data.changes.number >= last;
      if (ended) process.exitCode = 0, client.dispose();
      else if (cutEvery && told % cutEvery === 0) socket.terminate();
    },
    error: (error) => { if (!ended) { console.error(error); process.exit(1); } },
    complete: () => { if (!ended) process.exit(2); },
  },
);

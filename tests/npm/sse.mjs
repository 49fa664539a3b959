// Follows the feed with graphql-sse and writes each change on a line, up to a number; cuts its connection every few changes.
import { createClient } from "graphql-sse";

const [url, since, last, cutEvery] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const variables = { since: String(since) };
const query = "subscription ($since: ID) { changes(since: $since) { number cursor slug node { id } } }";
let told = 0, ended = false, cut = () => {};

const client = createClient({
  url,
  retryAttempts: 1000,
  retry: () => new Promise((resolve) => setTimeout(resolve, 20)),
  // A connection that breaks off after some of what it brought was read.
  fetchFn: async (...given) => {
    const response = await fetch(...given);
    const reader = response.body.getReader();
    const broken = new Promise((_, reject) => (cut = () => reject(new Error("cut"))));
    broken.catch(() => {});
    const pull = async (controller) => {
      const { done, value } = await Promise.race([reader.read(), broken]).catch(() => {
        reader.cancel().catch(() => {});
        throw new Error("cut");
      });
      if (done) controller.close();
      else controller.enqueue(value);
    };
    return new Response(new ReadableStream({ pull }), response);
  },
});
client.subscribe(
  { query, variables },
  {
    next: ({ data, errors }) => {
      if (ended) return;
      if (errors) throw new Error(JSON.stringify(errors));
      variables.since = data.changes.cursor;
      console.log(JSON.stringify(data.changes));
      told += 1;
      ended = data.changes.number >= last;
      if (ended) process.exitCode = 0, client.dispose();
      else if (cutEvery && told % cutEvery === 0) setTimeout(cut, 1); // once the client waits for more
    },
    error: (error) => { if (!ended) { console.error(error); process.exit(1); } },
    complete: () => { if (!ended) process.exit(2); },
  },
);

// Pages through all events with a client, forwards to the end and back, and says after each page what it has.
// It goes on when a line comes in, so that rows can be written between any two pages.
import { createInterface } from "node:readline";

const [client, address, size] = process.argv.slice(2);
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const { pages } = await import(`./${client}.mjs`);

for (const direction of ["forwards", "backwards"])
  for await (const found of pages(address, direction, Number(size))) {
    console.log(JSON.stringify({ direction, ...found }));
    await lines.next();
  }
process.exit(0);

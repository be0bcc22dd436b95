import { setTimeout as pause } from "node:timers/promises";
import Anthropic from "@anthropic-ai/sdk";
import { assert, city, failure, model, pixel, run, url } from "./check.mjs";

const client = new Anthropic({ baseURL: url, apiKey: "any", maxRetries: 0 });
const tools = ["weather", "time"].map((name) => ({ name, input_schema: city }));
const ask = (content, more) => client.messages.create({ model, max_tokens: 100, messages: [{ role: "user", content }], ...more });

await run({
  async plain() {
    const answer = await ask("hello", { system: "Be brief." });
    assert.deepEqual(answer.content.map((block) => block.text), ["well says: hello"]);
    assert.equal(answer.stop_reason, "end_turn");
    assert.ok(answer.usage.output_tokens > 0);
  },
  async stream() {
    const stream = client.messages.stream({ model, max_tokens: 100, messages: [{ role: "user", content: "hello stream" }] });
    let text = "";
    stream.on("text", (piece) => (text += piece));
    const answer = await stream.finalMessage();
    assert.equal(text, "well says: hello stream");
    assert.equal(answer.stop_reason, "end_turn");
    assert.ok(answer.usage.output_tokens > 0);
  },
  async tools() {
    const said = await ask("call tools", { tools });
    const calls = said.content.filter((block) => block.type === "tool_use");
    assert.deepEqual(calls.map((call) => call.name), ["weather", "time"]);
    assert.equal(said.stop_reason, "tool_use");
    const results = calls.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: "sunny" }));
    const messages = [
      { role: "user", content: "call tools" },
      { role: "assistant", content: said.content },
      { role: "user", content: [...results, { type: "text", text: "and now?" }] },
    ];
    const end = await client.messages.create({ model, max_tokens: 100, tools, messages });
    assert.equal(end.content[0].text, "well says: and now?");
  },
  async "tools streamed"() {
    const stream = client.messages.stream({ model, max_tokens: 100, tools, messages: [{ role: "user", content: "call tools" }] });
    const calls = (await stream.finalMessage()).content.filter((block) => block.type === "tool_use");
    assert.equal(calls[1].input.about, "call tools");
  },
  async images() {
    const image = { type: "image", source: { type: "base64", media_type: "image/png", data: pixel } };
    assert.equal((await ask([{ type: "text", text: "look" }, image])).content[0].text, "well says: look");
  },
  async "count tokens"() {
    const count = await client.messages.countTokens({ model, messages: [{ role: "user", content: "hello" }] });
    assert.ok(count.input_tokens > 0);
  },
  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    assert.ok(ids.includes("auto"));
  },
  async errors() {
    const e = await failure(() => ask("hello", { model: "no-such-model" }));
    assert.ok(e instanceof Anthropic.NotFoundError);
    assert.match(e.message, /no-such-model/);
    assert.ok((await failure(() => ask("hello", { temperature: "hot" }))) instanceof Anthropic.BadRequestError);
  },
  async batches() {
    const requests = ["batch one", "batch two"].map((content, i) => ({
      custom_id: `m${i}`,
      params: { model, max_tokens: 100, messages: [{ role: "user", content }] },
    }));
    let batch = await client.messages.batches.create({ requests });
    for (; batch.processing_status !== "ended"; batch = await client.messages.batches.retrieve(batch.id)) await pause(50);
    assert.equal(batch.request_counts.succeeded, 2);
    const said = [];
    for await (const each of await client.messages.batches.results(batch.id)) said.push(each.custom_id, each.result.message.content[0].text);
    assert.deepEqual(said, ["m0", "well says: batch one", "m1", "well says: batch two"]);
    const ids = [];
    for await (const each of client.messages.batches.list({ limit: 1 })) ids.push(each.id);
    assert.ok(ids.includes(batch.id));
    assert.equal((await client.messages.batches.delete(batch.id)).type, "message_batch_deleted");
    assert.ok((await failure(() => client.messages.batches.retrieve(batch.id))) instanceof Anthropic.NotFoundError);
  },
});

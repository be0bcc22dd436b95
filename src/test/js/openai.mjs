import { setTimeout as pause } from "node:timers/promises";
import OpenAI, { toFile } from "openai";
import { assert, city, failure, model, pixel, run, url } from "./check.mjs";

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey: "any", maxRetries: 0 });
const tools = ["weather", "time"].map((name) => ({ type: "function", function: { name, parameters: city } }));
const ask = (content, more) => client.chat.completions.create({ model, messages: [{ role: "user", content }], ...more });

await run({
  async plain() {
    const answer = await ask("hello");
    assert.equal(answer.choices[0].message.content, "well says: hello");
    assert.ok(answer.usage.total_tokens > 0);
  },
  async stream() {
    let text = "";
    for await (const chunk of await ask("hello stream", { stream: true })) text += chunk.choices[0]?.delta?.content ?? "";
    assert.equal(text, "well says: hello stream");
  },
  async tools() {
    const said = (await ask("call tools", { tools })).choices[0].message;
    assert.deepEqual(said.tool_calls.map((call) => call.function.name), ["weather", "time"]);
    const results = said.tool_calls.map((call) => ({ role: "tool", tool_call_id: call.id, content: "sunny" }));
    const messages = [{ role: "user", content: "call tools" }, said, ...results, { role: "user", content: "and now?" }];
    const end = await client.chat.completions.create({ model, tools, messages });
    assert.equal(end.choices[0].message.content, "well says: and now?");
  },
  async "tools streamed"() {
    const runner = client.chat.completions.stream({ model, tools, messages: [{ role: "user", content: "call tools" }] });
    const said = (await runner.finalChatCompletion()).choices[0];
    assert.equal(said.finish_reason, "tool_calls");
    assert.equal(JSON.parse(said.message.tool_calls[1].function.arguments).about, "call tools");
  },
  async images() {
    const image = { type: "image_url", image_url: { url: `data:image/png;base64,${pixel}` } };
    const answer = await ask([{ type: "text", text: "look" }, image]);
    assert.equal(answer.choices[0].message.content, "well says: look");
  },
  async embeddings() {
    const answer = await client.embeddings.create({ model, input: ["one", "two"] });
    assert.equal(answer.data.length, 2);
    assert.ok(answer.data[0].embedding.length > 0);
  },
  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    assert.ok(ids.includes("auto"));
  },
  async errors() {
    const e = await failure(() => ask("hello", { model: "no-such-model" }));
    assert.ok(e instanceof OpenAI.NotFoundError);
    assert.match(e.message, /no-such-model/);
    assert.ok((await failure(() => ask("hello", { temperature: "hot" }))) instanceof OpenAI.BadRequestError);
  },
  async responses() {
    const answer = await client.responses.create({ model, input: "hello" });
    assert.equal(answer.output_text, "well says: hello");
    assert.equal(answer.status, "completed");
  },
  async "responses streamed"() {
    const stream = client.responses.stream({ model, input: "hello stream" });
    let text = "";
    stream.on("response.output_text.delta", (event) => (text += event.delta));
    assert.equal((await stream.finalResponse()).output_text, "well says: hello stream");
    assert.equal(text, "well says: hello stream");
  },
  async "responses with tools"() {
    const functions = ["weather", "time"].map((name) => ({ type: "function", name, parameters: city, strict: false }));
    const first = await client.responses.create({ model, tools: functions, input: "call tools" });
    const calls = first.output.filter((item) => item.type === "function_call");
    assert.deepEqual(calls.map((call) => call.name), ["weather", "time"]);
    const results = calls.map((call) => ({ type: "function_call_output", call_id: call.call_id, output: "sunny" }));
    const input = [{ role: "user", content: "call tools" }, ...first.output, ...results, { role: "user", content: "and now?" }];
    assert.equal((await client.responses.create({ model, tools: functions, input })).output_text, "well says: and now?");
  },
  async completions() {
    const answer = await client.completions.create({ model, prompt: "hello" });
    assert.equal(answer.choices[0].text, "well says: hello");
  },
  async batches() {
    const url = "/v1/chat/completions";
    const line = (text, i) => ({ custom_id: `b${i}`, method: "POST", url, body: { model, messages: [{ role: "user", content: text }] } });
    const lines = ["batch one", "batch two"].map((text, i) => JSON.stringify(line(text, i))).join("\n");
    const file = await client.files.create({ file: await toFile(Buffer.from(lines), "lines.jsonl"), purpose: "batch" });
    assert.equal((await client.files.retrieve(file.id)).filename, "lines.jsonl");
    let batch = await client.batches.create({ input_file_id: file.id, endpoint: url, completion_window: "24h", metadata: { from: "node" } });
    for (; !["completed", "failed", "expired", "cancelled"].includes(batch.status); batch = await client.batches.retrieve(batch.id)) await pause(50);
    assert.equal(batch.status, "completed");
    assert.deepEqual(batch.metadata, { from: "node" });
    const results = (await (await client.files.content(batch.output_file_id)).text()).trim().split("\n").map((each) => JSON.parse(each));
    assert.deepEqual(results.map((each) => each.custom_id), ["b0", "b1"]);
    assert.equal(results[1].response.body.choices[0].message.content, "well says: batch two");
    const ids = [];
    for await (const each of client.batches.list({ limit: 1 })) ids.push(each.id);
    assert.ok(ids.includes(batch.id));
    assert.ok((await client.files.delete(file.id)).deleted);
    assert.ok((await failure(() => client.files.retrieve(file.id))) instanceof OpenAI.NotFoundError);
  },
});

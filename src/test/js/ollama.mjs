import { Ollama } from "ollama";
import { assert, city, failure, model, pixel, run, url } from "./check.mjs";

const ollama = new Ollama({ host: url });
const tools = ["weather", "time"].map((name) => ({ type: "function", function: { name, parameters: city } }));
const user = (content, more) => [{ role: "user", content, ...more }];

await run({
  async plain() {
    const answer = await ollama.chat({ model, messages: user("hello") });
    assert.equal(answer.message.content, "well says: hello");
    assert.equal(answer.done, true);
    assert.equal(answer.done_reason, "stop");
  },
  async stream() {
    let text = "";
    let last;
    for await (const piece of await ollama.chat({ model, messages: user("hello stream"), stream: true })) {
      text += piece.message.content;
      last = piece;
    }
    assert.equal(text, "well says: hello stream");
    assert.equal(last.done, true);
    assert.ok(last.eval_count > 0);
  },
  async tools() {
    const said = (await ollama.chat({ model, messages: user("call tools"), tools })).message;
    assert.deepEqual(said.tool_calls.map((call) => call.function.name), ["weather", "time"]);
    assert.equal(said.tool_calls[1].function.arguments.about, "call tools");
    const results = said.tool_calls.map((call) => ({ role: "tool", tool_name: call.function.name, content: "sunny" }));
    const messages = [...user("call tools"), said, ...results, ...user("and now?")];
    assert.equal((await ollama.chat({ model, messages, tools })).message.content, "well says: and now?");
  },
  async "tools streamed"() {
    const calls = [];
    for await (const piece of await ollama.chat({ model, messages: user("call tools"), tools, stream: true }))
      calls.push(...(piece.message.tool_calls ?? []));
    assert.equal(calls[1].function.arguments.about, "call tools");
  },
  async images() {
    assert.equal((await ollama.chat({ model, messages: user("look", { images: [pixel] }) })).message.content, "well says: look");
  },
  async generate() {
    assert.equal((await ollama.generate({ model, prompt: "hello" })).response, "well says: hello");
    let text = "";
    for await (const piece of await ollama.generate({ model, prompt: "hello stream", stream: true })) text += piece.response;
    assert.equal(text, "well says: hello stream");
  },
  async embeddings() {
    const answer = await ollama.embed({ model, input: ["one", "two"] });
    assert.equal(answer.embeddings.length, 2);
  },
  async models() {
    assert.ok((await ollama.list()).models.some((entry) => entry.name.startsWith("auto")));
    assert.ok(await ollama.show({ model: "auto" }));
    assert.ok((await ollama.ps()).models);
  },
  async errors() {
    const e = await failure(() => ollama.chat({ model: "no-such-model", messages: user("hello") }));
    assert.equal(e.status_code, 404);
    assert.match(e.message, /no-such-model/);
  },
});

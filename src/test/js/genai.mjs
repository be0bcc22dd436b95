import { ApiError, GoogleGenAI } from "@google/genai";
import { assert, city, failure, model, pixel, run, url } from "./check.mjs";

const { models } = new GoogleGenAI({ apiKey: "any", httpOptions: { baseUrl: url } });
const tools = [{ functionDeclarations: ["weather", "time"].map((name) => ({ name, parametersJsonSchema: city })) }];

await run({
  async plain() {
    const answer = await models.generateContent({ model, contents: "hello", config: { systemInstruction: "Be brief." } });
    assert.equal(answer.text, "well says: hello");
    assert.equal(answer.candidates[0].finishReason, "STOP");
    assert.ok(answer.usageMetadata.totalTokenCount > 0);
  },
  async stream() {
    let text = "";
    for await (const chunk of await models.generateContentStream({ model, contents: "hello stream" })) text += chunk.text ?? "";
    assert.equal(text, "well says: hello stream");
  },
  async tools() {
    const first = await models.generateContent({ model, contents: "call tools", config: { tools } });
    assert.deepEqual(first.functionCalls.map((call) => call.name), ["weather", "time"]);
    const results = first.functionCalls.map(({ id, name }) => ({ functionResponse: { id, name, response: { output: "sunny" } } }));
    const contents = [
      { role: "user", parts: [{ text: "call tools" }] },
      first.candidates[0].content,
      { role: "user", parts: [...results, { text: "and now?" }] },
    ];
    assert.equal((await models.generateContent({ model, contents, config: { tools } })).text, "well says: and now?");
  },
  async "tools streamed"() {
    const calls = [];
    for await (const chunk of await models.generateContentStream({ model, contents: "call tools", config: { tools } }))
      calls.push(...(chunk.functionCalls ?? []));
    assert.equal(calls[1].args.about, "call tools");
  },
  async images() {
    const parts = [{ text: "look" }, { inlineData: { mimeType: "image/png", data: pixel } }];
    assert.equal((await models.generateContent({ model, contents: [{ role: "user", parts }] })).text, "well says: look");
  },
  async embeddings() {
    const answer = await models.embedContent({ model, contents: ["one", "two"] });
    assert.equal(answer.embeddings.length, 2);
    assert.ok(answer.embeddings[0].values.length > 0);
  },
  async "count tokens"() {
    assert.ok((await models.countTokens({ model, contents: "hello" })).totalTokens > 0);
  },
  async errors() {
    const e = await failure(() => models.generateContent({ model: "no-such-model", contents: "hello" }));
    assert.ok(e instanceof ApiError);
    assert.equal(e.status, 404);
    assert.match(e.message, /no-such-model/);
  },
});

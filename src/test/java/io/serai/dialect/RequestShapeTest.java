package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request is recognised by its fields; the examples are those of the vendors' documents. */
class RequestShapeTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            openai          | false | {"model":"gpt-4o","messages":[{"role":"user","content":"Hello"}]}
            openai          | false | {"model":"claude-sonnet-4-5","messages":[{"role":"user","content":"Hello"}]}
            openai          | false | {"model":"claude-sonnet-4-5","max_tokens":9,"messages":[{"role":"system","content":"Be short"},{"role":"user","content":"Hello"}]}
            openai          | false | {"model":"claude-sonnet-4-5","max_tokens":9,"seed":1,"messages":[{"role":"user","content":"Hello"}]}
            openai          | false | {"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]}]}
            openai          | false | {"messages":[{"role":"user","content":[{"type":"text","text":"x"},{"type":"image_url","image_url":{"url":"data:"}}]}]}
            openai          | false | {"messages":7}
            openai          | false | {"messages":[null,{"role":"user","content":[{"text":"x"},null,{"type":7},{"type":null}]}]}
            openai          | false | {"prompts":["x"]}
            openai          | false | {}
            openai          | false | [1,2]
            openai          | false | {"messages":
            openai          | true  | {"model":"text-embedding-3-small","input":"The food was delicious"}
            openai          | true  | {"model":"auto","input":["one","two"],"dimensions":5}
            openai          | true  | {"model":"auto","input":[[1,2],[3]]}
            responses       | false | {"model":"gpt-4.1","input":[{"role":"user","content":"Hello"}]}
            responses       | false | {"model":"gpt-4.1","input":"Hello","instructions":"Be short"}
            responses       | false | {"model":"gpt-4.1","input":"Hello","max_output_tokens":20}
            anthropic       | false | {"model":"claude-sonnet-4-5","max_tokens":1024,"messages":[{"role":"user","content":"Hello, Claude"}]}
            anthropic       | false | {"model":"auto","max_tokens":1024,"system":"Be short","messages":[{"role":"user","content":"Hello"}]}
            anthropic       | false | {"model":"auto","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://x"}}]}]}
            anthropic       | false | {"model":"auto","max_tokens":9,"tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"Hello"}]}
            gemini          | false | {"contents":[{"parts":[{"text":"Explain how AI works"}]}]}
            gemini          | false | {"model":"auto","systemInstruction":{"parts":[{"text":"x"}]},"contents":[{"role":"user","parts":[{"text":"x"}]}]}
            gemini          | true  | {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"What is the meaning of life?"}]}}
            gemini          | true  | {"requests":[{"content":{"parts":[{"text":"x"}]}}]}
            ollama          | false | {"model":"llama3.2","messages":[{"role":"user","content":"Hello"}],"options":{"temperature":0}}
            ollama          | false | {"model":"llama3.2","messages":[{"role":"user","content":"Hello"}],"format":"json"}
            ollama          | false | {"model":"llava","messages":[{"role":"user","content":"Hello","images":["iVBOR"]}]}
            ollama          | false | {"model":"m","messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]}]}
            ollama          | true  | {"model":"all-minilm","input":["one"],"truncate":true}
            ollama-generate | false | {"model":"llama3.2","prompt":"Why is the sky blue?","options":{"seed":1}}
            completions     | false | {"model":"gpt-3.5-turbo-instruct","prompt":"Say this is a test","max_tokens":7}
            """)
    void itsDialectIsRecognised(String dialect, boolean vectors, String json) {
        assertThat(RequestShape.of(json.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new RequestShape(dialect, vectors));
    }
}

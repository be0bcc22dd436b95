package io.serai.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.ChatRequest;
import io.serai.chat.ChatResponse;
import io.serai.chat.RejectedException;
import io.serai.dialect.Inbound;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever comes in is a request or a rejection; {@code -Dserai.fuzz.seed} repeats a run, {@code -Dserai.fuzz.seconds} makes it longer. */
class FuzzTest {
    private static final ResponsesServer SERVER = new ResponsesServer();
    private static final ChatResponse ANSWER = new ChatResponse("1", 1, "m", List.of(), null, Map.of());
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e99999",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[null]",
            "[[]]",
            "{\"type\":\"function\"}",
            "\"\\ud83d\"");
    private static final List<String> REQUESTS = List.of(
            "{\"model\":\"m\",\"input\":\"x\",\"instructions\":\"i\",\"stream\":true,\"tools\":[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{\"type\":\"object\"},\"strict\":true},{\"type\":\"custom\",\"name\":\"g\",\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"d\"}}],\"tool_choice\":{\"type\":\"allowed_tools\",\"mode\":\"auto\",\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]},\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"n\",\"schema\":{}},\"verbosity\":\"low\"},\"reasoning\":{\"effort\":\"low\"},\"max_output_tokens\":9}",
            "{\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"t\"},{\"type\":\"input_image\",\"image_url\":\"https://x.test\",\"detail\":\"low\"},{\"type\":\"input_file\",\"file_data\":\"AA\"}]},{\"type\":\"reasoning\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"s\"}],\"encrypted_content\":\"anthropic:redacted:x\"},{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"a\"},{\"type\":\"refusal\",\"refusal\":\"r\"}]},{\"type\":\"function_call\",\"call_id\":\"c\",\"name\":\"f\",\"arguments\":\"{}\"},{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":[{\"type\":\"input_text\",\"text\":\"t\"}]}]}");

    @Test
    void requests() {
        long seed = Long.getLong("serai.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        long end = System.nanoTime() + 1_000_000_000L * Integer.getInteger("serai.fuzz.seconds", 1);
        while (System.nanoTime() < end) {
            String document = damaged(REQUESTS.get(random.nextInt(REQUESTS.size())), random);
            try {
                ChatRequest request = SERVER.readChat(Inbound.of(document.getBytes(StandardCharsets.UTF_8)));
                assertThat(Json.parse(SERVER.writeChat(ANSWER, request))).isInstanceOf(Map.class);
                assertThat(SERVER.events(request).end()).isNotEmpty();
            } catch (RejectedException e) {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.reason()).isNotBlank().hasSizeLessThan(2000);
            } catch (RuntimeException | Error e) {
                throw new AssertionError("seed " + seed + ": " + e + " for\n" + document, e);
            }
        }
    }

    /** Cuts, doubles, or puts another value in the place of one. */
    private static String damaged(String document, Random random) {
        int at = random.nextInt(document.length());
        int length = Math.min(document.length() - at, random.nextInt(30));
        String piece = document.substring(at, at + length);
        return switch (random.nextInt(4)) {
            case 0 -> document.substring(0, at) + document.substring(at + length);
            case 1 -> document.substring(0, at) + piece + document.substring(at);
            case 2 ->
                document.substring(0, at) + (char) random.nextInt(0x300) + document.substring(at + Math.min(1, length));
            default -> {
                int colon = document.indexOf(':', at);
                int stop = colon < 0 ? -1 : colon + 1;
                while (stop >= 0 && stop < document.length() && ",}]".indexOf(document.charAt(stop)) < 0) {
                    stop++;
                }
                yield colon < 0
                        ? document
                        : document.substring(0, colon + 1)
                                + VALUES.get(random.nextInt(VALUES.size()))
                                + document.substring(stop);
            }
        };
    }
}

package io.serai.soak;

import io.serai.dialect.contract.Documents;
import io.serai.dialect.contract.Mutations;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Vendors of all dialects, one below each path, that answer anything: by the seed that the prompt names, the same to the same prompt. What they
 * are asked without a seed they answer with nothing.
 */
final class FuzzedVendor extends RawVendor {
    /** The entries of the catalogue that speak each dialect. */
    static final Map<String, String> VENDORS = Map.of(
            "openai", "groq",
            "anthropic", "anthropic",
            "gemini", "gemini",
            "ollama", "ollama-native",
            "dashscope", "dashscope-native",
            "cohere", "cohere-v2");

    private static final String DASHSCOPE =
            "{\"request_id\":\"r\",\"output\":{\"choices\":[{\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"x\"}}]},"
                    + "\"usage\":{\"input_tokens\":3,\"output_tokens\":2}}";
    private static final String COHERE =
            "{\"id\":\"r\",\"finish_reason\":\"COMPLETE\",\"message\":{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}]},"
                    + "\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":2}}}";
    private static final String COHERE_EVENTS =
            "data: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"x\"}}}}\n\n"
                    + "data: {\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\",\"usage\":{\"tokens\":{\"input_tokens\":3,\"output_tokens\":2}}}}\n\n";

    private static final Pattern SEED = Pattern.compile("seed (\\d{1,18})");
    private static final int[] STATUSES = {
        100, 101, 102, 103, 199, 200, 201, 204, 206, 301, 302, 304, 307, 400, 401, 402, 403, 404, 408, 409, 413, 422,
        425, 429, 429, 429, 451, 499, 500, 501, 502, 503, 504, 529, 599, 600, 999, 0, -1
    };
    private static final List<String> HEADERS = List.of(
            "retry-after",
            "x-ratelimit-limit-requests",
            "x-ratelimit-remaining-requests",
            "x-ratelimit-reset-requests",
            "x-ratelimit-remaining-tokens",
            "x-ratelimit-reset",
            "anthropic-ratelimit-requests-reset",
            "anthropic-ratelimit-tokens-remaining",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "content-length",
            "set-cookie",
            "location",
            "connection",
            "x-request-id",
            "cf-ray",
            "date",
            "x-should-retry",
            "",
            " folded");
    private static final List<String> VALUES = List.of(
            "",
            "0",
            "-1",
            "1e9",
            "nan",
            "99999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "1970-01-01T00:00:00Z",
            "+999999999-12-31T00:00:00Z",
            "2m59.56s",
            "1s1s1s1s1s",
            "gzip",
            "chunked",
            "chunked, chunked",
            "identity",
            "text/event-stream",
            "text/html",
            "application/json; charset=utf-99",
            "http://127.0.0.1:1/",
            "a=b; domain=.com",
            "close",
            "\u00ff\u0001",
            "x".repeat(70_000));

    private final Map<String, LongAdder> counts = new ConcurrentSkipListMap<>();

    /** How often each vendor was asked. */
    Map<String, LongAdder> counts() {
        return counts;
    }

    @Override
    boolean answer(String head, String body, OutputStream out) throws IOException {
        Matcher seed = SEED.matcher(body);
        if (!seed.find()) {
            write(out, "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
            return true;
        }
        String dialect = head.split("/", 3)[1];
        boolean streamed = body.contains("\"stream\":true")
                || head.contains("streamgeneratecontent")
                || head.contains("x-dashscope-sse");
        counts.computeIfAbsent(dialect, name -> new LongAdder()).increment();
        return answer(out, dialect, streamed, key(head), new Random(Long.parseLong(seed.group(1))));
    }

    private static String key(String head) {
        Matcher key = Pattern.compile("vk-secret-\\w+").matcher(head);
        return key.find() ? key.group() : "";
    }

    /** Whether the connection can be used again. */
    private static boolean answer(OutputStream out, String dialect, boolean streamed, String key, Random random)
            throws IOException {
        byte[] body = body(dialect, streamed, key, random);
        int status = random.nextBoolean() ? 200 : STATUSES[random.nextInt(STATUSES.length)];
        if (random.nextInt(20) == 0) {
            out.write(body);
            return false;
        }
        boolean packed = random.nextInt(6) == 0;
        if (packed) {
            body = random.nextInt(4) == 0 ? body : gzip(random.nextInt(20) == 0 ? new byte[40 << 20] : body);
        }
        StringBuilder head = new StringBuilder();
        head.append(
                        random.nextInt(30) == 0
                                ? any(List.of("HTTP/2 ", "HTTP/1.0 ", "ICY ", "HTTP/1.1"), random)
                                : "HTTP/1.1 ")
                .append(status)
                .append(" Some Reason\r\ncontent-type: ")
                .append(streamed ? "text/event-stream" : "application/json")
                .append("\r\n");
        if (packed) {
            head.append("content-encoding: gzip\r\n");
        }
        for (int i = random.nextInt(random.nextInt(25) == 0 ? 500 : 4); i > 0; i--) {
            head.append(any(HEADERS, random))
                    .append(": ")
                    .append(any(VALUES, random))
                    .append("\r\n");
        }
        return switch (random.nextInt(5)) {
            case 0 -> {
                head.append("transfer-encoding: chunked\r\n\r\n");
                chunks(out, head.toString(), body, random);
                yield false;
            }
            case 1 -> {
                head.append("connection: close\r\n\r\n");
                pieces(out, head.toString(), body, random);
                yield false;
            }
            case 2 -> {
                head.append("content-length: ")
                        .append(any(List.of("-1", "0", "99999999999999999999", "5, 5", "" + (body.length + 7)), random))
                        .append("\r\n\r\n");
                pieces(out, head.toString(), body, random);
                yield false;
            }
            default -> {
                head.append("content-length: ").append(body.length).append("\r\n\r\n");
                pieces(out, head.toString(), body, random);
                yield true;
            }
        };
    }

    private static byte[] body(String dialect, boolean streamed, String key, Random random) {
        byte[] valid = valid(dialect, streamed, random);
        return switch (random.nextInt(12)) {
            case 0 -> {
                byte[] noise = new byte[random.nextInt(5_000)];
                random.nextBytes(noise);
                yield noise;
            }
            case 1 -> new byte[0];
            case 2 ->
                Documents.answer(any(List.of("openai", "anthropic", "gemini", "ollama"), random), !streamed, random);
            case 3 -> repeated(valid, random);
            case 4 ->
                ("{\"error\":{\"message\":\"no " + any(VALUES, random).replace("\u0001", "") + ' ' + key
                                + "\",\"type\":\"" + key + "\",\"code\":\"" + key + "\",\"param\":\"" + key + "\"}}")
                        .getBytes(StandardCharsets.UTF_8);
            case 5 -> ("<html>" + "<p>".repeat(random.nextInt(3_000)) + key).getBytes(StandardCharsets.UTF_8);
            case 6 -> valid;
            default -> streamed ? Mutations.ofLines(valid, random) : Mutations.of(valid, random);
        };
    }

    private static byte[] valid(String dialect, boolean streamed, Random random) {
        String text = switch (dialect) {
            case "dashscope" ->
                streamed ? "id:1\nevent:result\n:HTTP_STATUS/200\ndata:" + DASHSCOPE + "\n\n" : DASHSCOPE;
            case "cohere" -> streamed ? COHERE_EVENTS : COHERE;
            default -> "";
        };
        return text.isEmpty() ? Documents.answer(dialect, streamed, random) : text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] repeated(byte[] body, Random random) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int most = random.nextInt(10) == 0 ? 4 << 20 : 100_000;
        while (all.size() < most && body.length > 0) {
            all.writeBytes(body);
        }
        return all.toByteArray();
    }

    private static void pieces(OutputStream out, String head, byte[] body, Random random) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        int end = random.nextInt(6) == 0 ? random.nextInt(body.length + 1) : body.length;
        int cut = random.nextInt(end + 1);
        out.write(body, 0, cut);
        out.flush();
        out.write(body, cut, end - cut);
        out.flush();
    }

    private static void chunks(OutputStream out, String head, byte[] body, Random random) throws IOException {
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        for (int at = 0; at < body.length; ) {
            int length = Math.min(body.length - at, 1 + random.nextInt(random.nextBoolean() ? 30 : 5_000));
            String size = random.nextInt(200) == 0
                    ? any(List.of("-1", "zz", "ffffffffffffffff", "", "5;" + "a=b;".repeat(5_000)), random)
                    : Integer.toHexString(length);
            out.write((size + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(body, at, length);
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            at += length;
        }
        out.write(any(List.of("0\r\n\r\n", "0\r\nx: y\r\n\r\n", "0\r\n" + "x: y\r\n".repeat(3_000), ""), random)
                .getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static <T> T any(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}

package io.serai.soak;

import io.serai.dialect.contract.Mutations;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A vendor that is well, or sick: then it answers with what is changed, cut, endless or late. */
final class TirelessVendor extends RawVendor {
    private static final String WHOLE =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"small\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"fine\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}";
    private static final String EVENTS = "data:"
            + " {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"fi\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ne\"}}]}\n\n"
            + "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n"
            + "data: [DONE]\n\n";
    private static final String[] STATUSES = {"429 Too Many", "500 Oh", "502 Oh", "503 Away"};

    private final boolean sick;

    TirelessVendor(boolean sick) {
        this.sick = sick;
    }

    String url() {
        return url("v1");
    }

    @Override
    boolean answer(String head, String body, OutputStream out) throws IOException {
        boolean streamed = body.contains("\"stream\":true");
        byte[] answer = (streamed ? EVENTS : WHOLE).getBytes(StandardCharsets.UTF_8);
        if (sick) {
            return answerSickly(out, answer, streamed, new Random());
        }
        write(out, "200 OK", streamed, answer, answer.length);
        return true;
    }

    /** Whether the connection can be used again. */
    private static boolean answerSickly(OutputStream out, byte[] answer, boolean streamed, Random random)
            throws IOException {
        byte[] changed = streamed ? Mutations.ofLines(answer, random) : Mutations.of(answer, random);
        switch (random.nextInt(8)) {
            case 0 -> write(out, STATUSES[random.nextInt(STATUSES.length)], false, changed, changed.length);
            case 1 -> write(out, "200 OK", streamed, changed, changed.length + 10);
            case 2 -> {
                byte[] noise = new byte[random.nextInt(400)];
                random.nextBytes(noise);
                out.write(noise);
            }
            case 3 -> {
                out.write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
                for (int i = 0; i < 2_000; i++) {
                    out.write(("x-" + i + ": " + "y".repeat(200) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
            }
            case 4 -> write(out, "200 OK", streamed, new byte[0], 0);
            default -> {
                write(out, "200 OK", streamed, changed, changed.length);
                return true;
            }
        }
        out.flush();
        return false;
    }

    private static void write(OutputStream out, String status, boolean streamed, byte[] body, int length)
            throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\ncontent-type: " + (streamed ? "text/event-stream" : "application/json")
                        + "\r\ncontent-length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(body);
    }
}

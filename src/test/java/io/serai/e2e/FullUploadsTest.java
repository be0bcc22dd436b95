package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.serai.RunningSerai;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where uploads find no room, clients hear so in their dialect, and the same upload is taken once there is room. */
class FullUploadsTest {
    private static final String FORM = "--b\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
            + "--b\r\ncontent-disposition: form-data; name=\"file\"; filename=\"q.jsonl\"\r\n\r\n{\"prompt\":\"x\"}\r\n--b--\r\n";
    private static final String MESSAGES = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"demo/echo\","
            + "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}}]}";

    @TempDir
    Path directory;

    @Test
    void aFolderThatCannotBeWrittenIs507() throws IOException {
        Path uploads = directory.resolve("data/batches/uploads");
        Files.createDirectories(uploads.getParent());
        Files.writeString(uploads, "in the way");
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            refused(serai);
            Files.delete(uploads);
            assertThat(upload(serai).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDiskThatIsReallyFullIs507() throws Exception {
        Path batches = Files.createDirectories(directory.resolve("data/batches"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", batches.toString());
        assumeTrue(mounted, "Not run: this user may not mount a small disk");
        try (RunningSerai serai = RunningSerai.in(directory).start()) {
            Path rest = Files.write(batches.resolve("rest"), new byte[4_000_000]);
            refused(serai);
            Files.delete(rest);
            assertThat(upload(serai).statusCode()).isEqualTo(200);
        } finally {
            assertThat(run("umount", "-l", batches.toString())).isTrue();
        }
    }

    private static void refused(RunningSerai serai) {
        HttpResponse<String> openai = upload(serai);
        assertThat(openai.statusCode()).isEqualTo(507);
        assertThat(openai.body()).contains("storage_full", "make room");
        HttpResponse<String> anthropic =
                serai.post("/v1/messages/batches", MESSAGES, "anthropic-version", "2023-06-01");
        assertThat(anthropic.statusCode()).isEqualTo(507);
        assertThat(anthropic.body()).contains("\"type\":\"error\"", "make room");
    }

    private static HttpResponse<String> upload(RunningSerai serai) {
        return serai.post("/v1/files", FORM, "content-type", "multipart/form-data; boundary=b");
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}

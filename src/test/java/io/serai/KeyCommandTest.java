package io.serai;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.settings.Overrides;
import io.serai.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Client keys on the command line: through the Serai that runs, and without one. */
class KeyCommandTest {
    private static final String ADMIN = "the-admin-key-of-this-test";

    @TempDir
    Path directory;

    private String out = "";

    private int key(int port, String... words) throws InterruptedException {
        Settings settings = Settings.read(
                ("serai.http.port = " + port + "\nserai.admin.keys = " + ADMIN).getBytes(StandardCharsets.UTF_8),
                new Overrides(Map.of(), Map.of()));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = new KeyCommand(directory, settings, new PrintStream(bytes, true, StandardCharsets.UTF_8))
                .run(List.of(words));
        out = bytes.toString(StandardCharsets.UTF_8);
        return code;
    }

    @Test
    void keysAreMadeThroughTheRunningSeraiAndWithoutOne() throws Exception {
        int port;
        try (RunningSerai serai =
                RunningSerai.in(directory).with("serai.admin.keys", ADMIN).start()) {
            port = serai.serai().port();
            assertThat(key(port, "create", "id=shop", "team=web", "models=gpt-*,groq/*", "limits=5/day, $1/month@UTC"))
                    .isZero();
            assertThat(out).contains("\"key\":\"sk-serai-shop-", "\"models\":[\"gpt-*\",\"groq/*\"]", "$1/month@UTC");
            assertThat(serai.ask("light", "anonymous").statusCode()).isEqualTo(401);
            assertThat(key(port, "limits", "shop", "7/day,", "3", "parallel")).isZero();
            assertThat(out).contains("[\"7/day\",\"3 parallel\"]");
            assertThat(key(port, "limits", "shop", "lots")).isEqualTo(1);
            assertThat(out).contains("'lots' is no limit");
        }
        assertThat(key(port, "list")).isZero();
        assertThat(out).contains("\"id\":\"shop\"").doesNotContain("sha256");
        assertThat(key(port, "off", "shop")).isZero();
        assertThat(out).contains("\"on\":false");
        assertThat(key(port, "rotate", "shop", "grace=24h")).isZero();
        assertThat(out).contains("sk-serai-shop-", "\"previousUntil\":\"20");
        assertThat(key(port, "create", "expires=2020-01-01")).isEqualTo(1);
        assertThat(out).contains("`expires` is in the past");
        assertThat(key(port, "off", "shop", "reason=none")).isEqualTo(2);
        assertThat(out).contains("'reason=none'");
        assertThat(key(port, "show", "nobody")).isEqualTo(1);
        assertThat(key(port, "delete", "shop")).isZero();
        assertThat(key(port, "create", "whatever")).isEqualTo(2);
        assertThat(key(port, "fly", "shop")).isEqualTo(2);
    }
}

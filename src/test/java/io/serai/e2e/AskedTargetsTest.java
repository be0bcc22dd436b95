package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.RunningSerai;
import io.serai.wire.HealthyVendor;
import io.serai.wire.InternalError;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only a target that was really called is named as the one that was asked. */
class AskedTargetsTest {
    @TempDir
    Path directory;

    @Test
    void aTargetThatIsOffOrLimitedIsNotNamed() {
        try (HealthyVendor vendor = new HealthyVendor("v");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "0s")
                        .provider("v", vendor, "limits", "1/day")
                        .provider("off", "", "vendor", "groq")
                        .pool("light", "v/small", "off/small")
                        .start()) {
            HttpResponse<String> first = serai.ask("light", "one");
            assertThat(first.headers().firstValue("x-serai-target")).hasValue("v/small");

            HttpResponse<String> limited = serai.ask("light", "two");
            assertThat(limited.statusCode()).isEqualTo(429);
            assertThat(limited.headers().firstValue("x-serai-target")).isEmpty();

            HttpResponse<String> off = serai.ask("off/small", "three");
            assertThat(off.statusCode()).isEqualTo(404);
            assertThat(off.headers().firstValue("x-serai-target")).isEmpty();
        }
    }

    @Test
    void theLastThatWasCalledIsNamedThoughOthersWerePassedOverAfterIt() {
        try (InternalError broken = new InternalError();
                HealthyVendor limited = new HealthyVendor("l");
                RunningSerai serai = RunningSerai.in(directory)
                        .with("serai.http.wait", "0s")
                        .provider("b", broken)
                        .provider("l", limited, "limits", "1/day")
                        .pool("light", "b/small", "l/small")
                        .start()) {
            assertThat(target(serai.stream("light", "one"))).isEqualTo("l/small");
            assertThat(target(serai.ask("light", "two"))).isEqualTo("b/small");
        }
    }

    private static String target(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-serai-target").orElse("");
    }
}

package io.serai.ingress.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.chat.Caller;
import io.serai.ingress.http.AccessKeys.Holder;
import io.serai.ingress.http.AccessKeys.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SessionsTest {
    private static final Holder ADMIN = new Holder(Role.ADMIN, "digest", Caller.ofKey("admin-1"));

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-30T08:00:00Z"));
    private final Sessions sessions = new Sessions(now::get);

    private void pass(Duration time) {
        now.updateAndGet(moment -> moment.plus(time));
    }

    @Test
    void idsAreLongAndNeverTheSame() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            ids.add(sessions.open(ADMIN, "digest"));
        }
        assertThat(ids).hasSize(500).allMatch(id -> id.length() == 32);
    }

    @Test
    void useKeepsASessionUntilItsLongestTime() {
        sessions.limit(Duration.ofMinutes(30), Duration.ofHours(2));
        String id = sessions.open(ADMIN, "digest");
        for (int i = 0; i < 4; i++) {
            pass(Duration.ofMinutes(29));
            assertThat(sessions.find(id, true)).isNotNull();
        }
        pass(Duration.ofMinutes(5));
        assertThat(sessions.find(id, true)).as("two hours are over").isNull();
    }

    @Test
    void lookingAloneDoesNotKeepASession() {
        String id = sessions.open(ADMIN, "digest");
        pass(Duration.ofMinutes(20));
        assertThat(sessions.find(id, false)).isNotNull();
        pass(Duration.ofMinutes(10));
        assertThat(sessions.find(id, false)).isNull();
    }

    @Test
    void anEndedSessionIsUnknownAtOnce() {
        String id = sessions.open(ADMIN, "digest");
        sessions.end(id);
        assertThat(sessions.find(id, true)).isNull();
    }

    @Test
    void beyondAThousandTheOneThatWasUsedLeastLatelyEnds() {
        String first = sessions.open(ADMIN, "digest");
        String second = sessions.open(ADMIN, "digest");
        pass(Duration.ofSeconds(1));
        sessions.find(first, true);
        for (int i = 0; i < 999; i++) {
            sessions.open(ADMIN, "digest");
        }
        assertThat(sessions.find(first, false)).isNotNull();
        assertThat(sessions.find(second, false)).isNull();
    }
}

package io.serai.provider.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.provider.failure.Secrets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

/** @see <a href="https://docs.bigmodel.cn/cn/guide/develop/http/introduction">Zhipu's tokens</a> */
class SignedKeysTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final SignedKeys keys = new SignedKeys(now::get);

    @Test
    void theTokenIsSignedWithTheSecret() throws GeneralSecurityException {
        String[] parts = keys.of("id.secret").split("\\.");

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        assertThat(Base64.getUrlDecoder().decode(parts[2]))
                .isEqualTo(mac.doFinal((parts[0] + '.' + parts[1]).getBytes(StandardCharsets.US_ASCII)));
        assertThat(decode(parts[0])).isEqualTo("{\"alg\":\"HS256\",\"sign_type\":\"SIGN\"}");
        assertThat(decode(parts[1]))
                .isEqualTo("{\"api_key\":\"id\",\"exp\":1795266000000,\"timestamp\":1795262400000}");
    }

    @Test
    void theTokenIsUsedUntilShortlyBeforeItsEnd() {
        String first = keys.of("id.secret");

        now.set(NOON.plus(Duration.ofMinutes(54)));
        assertThat(keys.of("id.secret")).isEqualTo(first);
        now.set(NOON.plus(Duration.ofMinutes(55)));
        assertThat(keys.of("id.secret")).isNotEqualTo(first);
    }

    @Test
    void eachKeyHasItsOwn() {
        assertThat(keys.of("id.other")).isNotEqualTo(keys.of("id.secret"));
    }

    @Test
    void aKeyOfAnotherFormStandsForItself() {
        assertThat(keys.of("sk-plain")).isEqualTo("sk-plain");
        assertThat(keys.of("a.b.c")).isEqualTo("a.b.c");
    }

    @Test
    void noTokenIsTold() {
        String token = keys.of("id.secret");

        assertThat(keys.toString()).doesNotContain(token);
        assertThat(Secrets.shorten("The token " + token + " has expired", List.of("id.secret")))
                .isEqualTo("The token [key] has expired");
    }

    private static String decode(String base64) {
        return new String(Base64.getUrlDecoder().decode(base64), StandardCharsets.UTF_8);
    }
}

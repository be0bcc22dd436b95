package io.serai.provider.key;

import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens that show who holds a key of the form {@code id.secret} without telling the secret. A token is used until shortly before it
 * ends. Keys of another form stand for themselves.
 *
 * @see <a href="https://docs.bigmodel.cn/cn/guide/develop/http/introduction">Zhipu's tokens</a>
 */
public final class SignedKeys {
    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final Pattern PAIR = Pattern.compile("[^.]+\\.[^.]+");

    private final InstantSource clock;
    private final Map<String, Token> tokens = new ConcurrentHashMap<>();

    public SignedKeys(InstantSource clock) {
        this.clock = clock;
    }

    public String of(String key) {
        if (!PAIR.matcher(key).matches()) {
            return key;
        }
        Instant now = clock.instant();
        return tokens.compute(
                        key,
                        (same, old) -> old != null && now.isBefore(old.until().minus(MARGIN)) ? old : sign(key, now))
                .text();
    }

    private static Token sign(String key, Instant now) {
        int dot = key.indexOf('.');
        Instant until = now.plus(LIFETIME);
        Map<String, Object> header = new LinkedHashMap<>();
        header.put("alg", "HS256");
        header.put("sign_type", "SIGN");
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("api_key", key.substring(0, dot));
        claims.put("exp", until.toEpochMilli());
        claims.put("timestamp", now.toEpochMilli());
        String told = base64(Json.write(header)) + '.' + base64(Json.write(claims));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.substring(dot + 1).getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return new Token(told + '.' + base64(mac.doFinal(told.getBytes(StandardCharsets.US_ASCII))), until);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK cannot sign", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private record Token(String text, Instant until) {
        /** Without what it shows. */
        @Override
        public String toString() {
            return "until " + until;
        }
    }
}

package io.serai.provider.failure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A key leaves in no form. */
class SecretsTest {
    private static final String KEY = "vk-secret-5fR+8/tQz=0123456789";
    private static final String OTHER = "vk-another-key-of-the-same-ring";
    private static final List<String> KEYS = List.of(OTHER, KEY);

    @Test
    void aKeyOfTheRingIsNotToldEitherThatTheCallDidNotUse() {
        assertThat(Secrets.shorten("not " + OTHER + " but " + KEY, KEYS)).isEqualTo("not [key] but [key]");
        assertThat(Secrets.code(OTHER, KEYS)).isEqualTo("invalid_request");
        assertThat(Secrets.param(OTHER, KEYS)).isEqualTo("[key]");
    }

    @Test
    void noFormOfTheKeyIsTold() {
        byte[] bytes = KEY.getBytes(UTF_8);
        for (String form : List.of(
                KEY,
                KEY.toUpperCase(Locale.ROOT),
                KEY.toLowerCase(Locale.ROOT),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                Base64.getEncoder().encodeToString(("Bearer " + KEY).getBytes(UTF_8)),
                Base64.getEncoder().encodeToString((":" + KEY).getBytes(UTF_8)),
                Base64.getEncoder().encodeToString(("a:" + KEY + "\n").getBytes(UTF_8)),
                URLEncoder.encode(KEY, UTF_8),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                HexFormat.of().withPrefix("%").formatHex(bytes),
                KEY.substring(0, 15) + "***************",
                KEY.substring(0, 15) + ' ' + KEY.substring(15),
                String.join(" ", KEY.split("")),
                KEY.substring(0, 15) + "\u0000" + KEY.substring(15),
                "..." + KEY.substring(12))) {
            String told = Secrets.shorten("The key " + form + " is wrong", KEYS);

            assertThat(told).as(form).startsWith("The key ").contains("[key]").endsWith(" is wrong");
            for (int i = 0; i + 12 <= form.length(); i++) {
                String part = form.substring(i, i + 12);
                assertThat(part.contains("***") || !told.contains(part))
                        .as("%s in %s", part, told)
                        .isTrue();
            }
            assertThat(Secrets.code(form, KEYS)).as(form).isEqualTo("invalid_request");
            assertThat(String.valueOf(Secrets.param(form, KEYS))).as(form).contains("[key]");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "two words",
                "x\r\nSet-Cookie: a=b",
                "\u001b[31m",
                "<b>",
                "0123456789012345678901234567890123456789012345678901234567890123x",
                "\u6f22"
            })
    void aCodeIsAWord(String code) {
        assertThat(Secrets.code(code, KEYS)).isEqualTo("invalid_request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invalid_value", "1210", "InvalidParameter", "a.b:c-d"})
    void aWordIsTold(String code) {
        assertThat(Secrets.code(code, KEYS)).isEqualTo(code);
        assertThat(Secrets.code(code, List.of(""))).isEqualTo(code);
    }

    @Test
    void otherWordsStay() {
        String words = "messages[0].content: secret ingredients are vk and 01234, see the manual";
        assertThat(Secrets.shorten(words, KEYS)).isEqualTo(words);
        assertThat(Secrets.shorten("abc x abcx", List.of("x"))).isEqualTo("abc [key] abcx");
    }
}

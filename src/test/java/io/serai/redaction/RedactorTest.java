package io.serai.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is secret or personal is taken out in the shapes that people write, and what only looks like it stays. */
class RedactorTest {
    private static final String RANDOM = "9fK2mQ7xW4vB8nT1zL6c";
    private static final Redactor REDACTOR = new Redactor(List.of());

    /** {@code R} stands for random letters and digits: no secret of a known shape stands in a source. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "sk-R",
                "sk-proj-R_R",
                "sk-ant-api03-R-R",
                "sk-or-v1-R",
                "sk-serai-k3x9-R",
                "sk_live_R",
                "rk_test_R",
                "gsk_R",
                "csk-R",
                "nvapi-R",
                "AIzaSyR",
                "github_pat_R",
                "ghp_R",
                "gho_R",
                "ghs_R",
                "glpat-R",
                "hf_R",
                "xai-R",
                "pplx-R",
                "r8_R",
                "npm_R",
                "pypi-R",
                "xoxb-1-R",
                "ya29.R",
                "SG.R.R",
                "AKIAR",
                "cfut_R",
                "vck_R",
                "cpk_R",
                "hvs.R",
                "whsec_R",
                "eyJhbGciR.eyJzdWIiR.R",
                "dapiR",
                "tvly-R"
            })
    void keysOfKnownShapesAreTakenOut(String shape) {
        String key = shape.replace("R", RANDOM);
        for (String around : List.of("%s", "my key is %s.", "{\"k\":\"%s\"}", "export K=%s;", "(%s)", "%s,next")) {
            assertThat(clean(around.formatted(key))).doesNotContain(RANDOM).contains("[key-1]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Authorization: Bearer abcdef123456            | Authorization: Bearer [key-1]",
                "authorization: basic dXNlcjpwYXNzMTIz         | authorization: basic [key-1]",
                "postgres://bob:hunter2@db.example/x           | postgres://[key-1]@db.example/x",
                "api_key = \"ab12cd34ef56\"                    | api_key = \"[key-1]\"",
                "'client_secret': 'q8w7e6r5t4'                 | 'client_secret': '[key-1]'",
                "{\\\"password\\\": \\\"hunter2!\\\"}          | {\\\"password\\\": \\\"[key-1]\\\"}",
                "DB_PASSWORD=correcthorse                      | DB_PASSWORD=[key-1]",
                "my password is hunter2                        | my password is [key-1]",
                "Mein Passwort lautet: geheim77                | Mein Passwort lautet: [key-1]",
                "write to Ann.Lee+x@mail.example.org, please   | write to [email-1], please",
                "jürgen@bücher.example                         | [email-1]",
                "pay with 4111 1111 1111 1111 12/26            | pay with [card-1] 12/26",
                "card:4111-1111-1111-1111.                     | card:[card-1].",
                "3782 822463 10005                             | [card-1]",
                "no 7 5555555555554444 end                     | no 7 [card-1] end",
                "6011.1111.1111.1117                           | [card-1]",
                "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF | IBAN [iban-1] BIC COBADEFF",
                "gb29nwbk60161331926819                        | [iban-1]",
                "NL91ABNA0417164300, FR1420041010050500013M02606 | [iban-1], [iban-2]",
                "call +49 30 1234567 or +1 (212) 555-0199      | call [phone-1] or [phone-2]",
                "(212) 555-0199, 212-555-0199                  | [phone-1], [phone-2]",
                "Tel. 030 / 1234 5678                          | Tel. [phone-1]",
                "0171-2345678, 0044 20 7946 0958               | [phone-1], [phone-2]",
                "06 12 34 56 78                                | [phone-1]",
                "ssn 078-05-1120                               | ssn [ssn-1]",
                "from 203.0.113.7, 10.1.2.3:8080               | from [ip-1], [ip-2]:8080",
                "2001:db8::8a2e:370:7334 and fe80::1           | [ip-1] and [ip-2]",
                "2001:0db8:85a3:0000:0000:8a2e:0370:7334       | [ip-1]"
            })
    void whatIsPersonalOrSecretIsTakenOut(String text, String left) {
        assertThat(clean(text)).isEqualTo(left);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "The password field is required.",
                "password: string",
                "const token = process.env.TOKEN1;",
                "\"max_tokens\": 1000000",
                "apiKey: config.apiKey2",
                "secret = os.environ[\"KEY1\"]",
                "a basic understanding of bearer bonds",
                "sk-learn-contrib-extensions",
                "std::vector<int>::iterator",
                "at 12:30:45 on 2026-11-30, 2026-11-30T08:40:00Z",
                "127.0.0.1 and 0.0.0.0",
                "order 4111111111111112",
                "the number 1234567890123",
                "DE88 3704 4144 5532 9130 11",
                "version 1.2.3, pages 100-200",
                "123e4567-e89b-12d3-a456-426614174000",
                "x = a[0] + 3.14159265358979",
                "user@localhost",
                "req-8f3a9c0d1e2f3a4b5c6d7e8f9a0b1c2d",
                "0123456789abcdef",
                "public key",
                ""
            })
    void whatOnlyLooksLikeItStays(String text) {
        assertThat(clean(text)).isEqualTo(text);
    }

    @Test
    void aPrivateKeyIsTakenOutAlsoIfItsEndIsMissing() {
        String begin = "-----BEGIN RSA " + "PRIVATE KEY-----\nabc\ndef\n";
        assertThat(clean("x " + begin + "-----END RSA PRIVATE KEY----- y")).isEqualTo("x [key-1] y");
        assertThat(clean("x " + begin)).isEqualTo("x [key-1]");
    }

    @Test
    void theSameValueHasTheSameWordInTextsThatBelongTogether() {
        Redactor.Together together = REDACTOR.together();
        assertThat(together.clean("a@b.example and c@d.example")).isEqualTo("[email-1] and [email-2]");
        assertThat(together.clean("again c@d.example")).isEqualTo("again [email-2]");
        assertThat(REDACTOR.together().clean("c@d.example")).isEqualTo("[email-1]");
    }

    @Test
    void patternsOfOnesOwnAreTakenOutFirst() {
        Redactor own = new Redactor(List.of(Pattern.compile("KD-\\d{6}"), Pattern.compile("(?i)falcon\\s+x")));
        assertThat(own.together().clean("KD-123456 of Falcon  X")).isEqualTo("[own-1] of [own-2]");
    }

    @Test
    void noTextHangsIt() {
        Redactor own = new Redactor(List.of(Pattern.compile("(a+)+b")));
        for (String part : List.of(
                "a",
                "1 ",
                "sk-",
                "a@",
                "a.",
                ":",
                "+1",
                "password",
                "DE12",
                "-----BEGIN PRIVATE KEY-----",
                "0",
                "((",
                "://:")) {
            String text = part.repeat(100_000 / part.length());
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(20), () -> own.together().clean(text), () -> "hangs on " + part);
        }
    }

    private static String clean(String text) {
        return REDACTOR.together().clean(text);
    }
}

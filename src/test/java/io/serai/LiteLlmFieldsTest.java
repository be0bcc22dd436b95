package io.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.clients.ClientException;
import io.serai.clients.ClientKey;
import io.serai.clients.KeyRecords;
import io.serai.dialect.Json;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What tools made for LiteLLM name of a key is taken or refused, and what they leave out stays. */
class LiteLlmFieldsTest {

    private static ClientKey key(String limits) {
        return KeyRecords.read(Map.of("id", "k", "hash", "sha256:0", "limits", List.of(limits.split(", "))));
    }

    private static Map<String, Object> fields(String body, @Nullable ClientKey known) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (Json.parseWritten(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map) {
            map.forEach((name, value) -> fields.put(String.valueOf(name), value));
        }
        return LiteLlmFields.of(fields, known, Set.of("key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'max_budget':5}                              | total $5
        {'max_budget':5,'budget_duration':'30d'}      | $5/month@UTC
        {'max_budget':0.25,'budget_duration':'12h'}   | $0.25/12h
        {'max_budget':2,'budget_duration':'30m'}      | $2/30min
        {'max_budget':1e-7}                           | total $0.0000001
        {'max_budget':0}                              | total $0
        {'max_budget':null,'rpm_limit':9}             | 9/min
        {'tpm_limit':1000,'max_parallel_requests':2}  | 1000 tokens/min, 2 parallel
        """)
    void limitsOfANewKeyAreWrittenAsSeraiDoes(String body, String limits) {
        assertThat(fields(body, null).get("limits")).isEqualTo(List.of(limits.split(", ")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'key':'k','rpm_limit':5}                         | $5/day@Europe/Berlin warn at 80%, 9/min, 3/day for gpt-* | $5/day@Europe/Berlin warn at 80%, 3/day for gpt-*, 5/min
        {'key':'k','max_budget':7}                        | $5/day@Europe/Berlin warn at 80%, 9/min                  | 9/min, $7/day@Europe/Berlin warn at 80%
        {'key':'k','budget_duration':'7d'}                | $5/day@UTC, 9/min                                        | 9/min, $5/week@UTC
        {'key':'k','max_budget':null}                     | $5/day@UTC, 9/min                                        | 9/min
        {'key':'k','max_budget':2,'budget_duration':null} | $5/day@UTC                                               | total $2
        {'key':'k','rpm_limit':null,'tpm_limit':null}     | $5/day@UTC, 9/min, 10 tokens/min                         | $5/day@UTC
        {'key':'k','max_parallel_requests':4}             | 1 parallel, 1 parallel for gpt-*                         | 1 parallel for gpt-*, 4 parallel
        """)
    void anUpdateChangesTheLimitThatItNamesAndNoOther(String body, String before, String after) {
        assertThat(fields(body, key(before)).get("limits")).isEqualTo(List.of(after.split(", ")));
    }

    @Test
    void whatIsEmptyIsTakenAwayFromAKeyAndAsksForNothingOfANewOne() {
        String body =
                "{'key':'k','models':[],'tags':[],'duration':null,'team_id':null,'metadata':{},'guardrails':null}";
        Map<String, Object> update = fields(body, key("9/min"));
        assertThat(update).containsOnlyKeys("models", "tags", "expires", "team");
        assertThat(update.values()).containsOnlyNulls();
        assertThat(fields(body, null)).isEmpty();
        assertThat(fields("{'models':['no-default-models']}", null).get("models"))
                .isEqualTo(List.of());
        assertThat(fields("{'models':['all-team-models']}", null)).containsEntry("models", null);
        assertThat(fields("{'spend':0,'auto_rotate':false,'send_invite_email':false}", null))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"30m, 30min", "12h, 12h", "2w, 2week", "1mo, 30d", "30d, 30d", "90s, 90s"})
    void lifetimesAreReadAsLiteLlmWritesThem(String written, String read) {
        assertThat(fields("{'duration':'" + written + "'}", null)).containsEntry("expires", read);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'guardrails':['x']}                       | cannot honour `guardrails`
        {'spend':3}                                | cannot honour `spend`
        {'max_budget':-7}                          | `max_budget` must be a number from 0
        {'max_budget':'much'}                      | `max_budget` must be a number from 0
        {'rpm_limit':1.5}                          | `rpm_limit` must be a whole number
        {'budget_duration':'30d'}                  | needs `max_budget`
        {'max_budget':1,'budget_duration':'soon'}  | `budget_duration` must be a time
        {'max_budget':1,'budget_duration':'2mo'}   | longer than a month
        """)
    void whatCannotBeHonouredIsRefusedByItsName(String body, String why) {
        assertThatThrownBy(() -> fields(body, null))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining(why);
    }

    @Test
    void severalBudgetsAreNotReplacedByOne() {
        assertThatThrownBy(() -> fields("{'max_budget':1}", key("$5/day@UTC, $50/month@UTC")))
                .isInstanceOf(ClientException.class)
                .hasMessageContaining("several limits of money");
        assertThat(fields("{'rpm_limit':1}", key("$5/day@UTC, $50/month@UTC")).get("limits"))
                .isEqualTo(List.of("$5/day@UTC", "$50/month@UTC", "1/min"));
    }
}

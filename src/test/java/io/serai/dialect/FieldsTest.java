package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The fields of an object while it is read. */
class FieldsTest {

    @Test
    void whatIsTakenIsGoneAndTheRestStays() {
        Fields fields = fields("{\"a\":\"x\",\"b\":true,\"c\":7,\"d\":{\"e\":1},\"f\":[{}],\"g\":[1],\"h\":9,\"i\":2}");

        assertThat(fields.text("a")).isEqualTo("x");
        assertThat(fields.truth("b")).isTrue();
        assertThat(fields.numberIfAny("c", 0)).isEqualTo(7);
        assertThat(fields.object("d")).extracting(inner -> inner.rest()).isEqualTo(Map.of("e", 1));
        assertThat(fields.objects("f")).hasSize(1);
        assertThat(fields.list("g")).hasSize(1);
        assertThat(fields.take("h")).isEqualTo(9);
        assertThat(fields.rest()).isEqualTo(Map.of("i", 2));
    }

    @Test
    void whatIsNullOrAbsentHasItsDefaultAndStaysNull() {
        Fields fields = fields("{\"a\":null}");
        for (String name : List.of("a", "b")) {
            assertThat(fields.text(name)).isEmpty();
            assertThat(fields.textIfAny(name)).isEmpty();
            assertThat(fields.truth(name)).isFalse();
            assertThat(fields.numberIfAny(name, 5)).isEqualTo(5);
            assertThat(fields.object(name)).isNull();
            assertThat(fields.objects(name)).isEmpty();
            assertThat(fields.list(name)).isEmpty();
            assertThat(fields.take(name)).isNull();
            assertThat(fields.has(name)).isFalse();
        }
        assertThat(fields.rest()).containsOnlyKeys("a").containsEntry("a", null);
    }

    @Test
    void anEmptyTextStaysAsItIs() {
        Fields fields = fields("{\"a\":\"\"}");

        assertThat(fields.text("a")).isEmpty();
        assertThat(fields.rest()).isEqualTo(Map.of("a", ""));
    }

    @Test
    void whatMayBeOfAnotherKindStays() {
        Fields fields = fields("{\"a\":5,\"b\":\"5\"}");

        assertThat(fields.textIfAny("a")).isEmpty();
        assertThat(fields.numberIfAny("b", -1)).isEqualTo(-1);
        assertThat(fields.rest()).isEqualTo(Map.of("a", 5, "b", "5"));
    }

    @Test
    void numbersOfAnySizeAreNumbers() {
        Fields fields = fields("{\"a\":1e999999999,\"b\":123456789012345678901234567890,\"c\":1.9}");

        assertThat(fields.numberIfAny("a", 1)).isEqualTo(Long.MAX_VALUE);
        assertThat(fields.numberIfAny("b", 1)).isNotZero();
        assertThat(fields.numberIfAny("c", 0)).isEqualTo(1);
    }

    @Test
    void whatIsWrongIsToldByItsWholeName() {
        Fields fields = fields("{\"a\":{\"b\":[{},{\"c\":\"x\",\"d\":[5]}]}}");
        Fields inner = object(fields, "a").objects("b").get(1);

        assertThatThrownBy(() -> inner.truth("c")).hasMessage("'a.b[1].c' must be true or false, not the text \"x\"");
        assertThatThrownBy(() -> inner.objects("d")).hasMessage("'a.b[1].d[0]' must be an object, not the number 5");
        assertThat(inner.missing("e", "text").path()).isEqualTo("a.b[1].e");
        assertThat(inner.part("f", Map.of()).at("g")).isEqualTo("a.b[1].f.g");
    }

    @Test
    void whatWasLeftOverComesBackUnderItsName() {
        Fields fields = fields("{\"a\":{\"b\":1}}");
        Fields inner = object(fields, "a");

        fields.keep("a", inner.rest());
        fields.keep("empty", Map.of());

        assertThat(fields.rest()).isEqualTo(Map.of("a", Map.of("b", 1)));
    }

    @Test
    void leftOversNeverReplaceWhatIsSaid() {
        Map<String, Object> object = new LinkedHashMap<>(Map.of("a", 1));
        object.put("null", null);
        Map<String, Object> rest = new LinkedHashMap<>(Map.of("b", 2));
        rest.put("a", null);
        rest.put("null", 3);
        rest.put("c", null);

        assertThat(Fields.addRest(object, rest))
                .containsOnlyKeys("a", "null", "b", "c")
                .containsEntry("a", 1)
                .containsEntry("c", null);
        assertThat(Fields.addRest(object, null)).isSameAs(object);
    }

    private static Fields object(Fields fields, String name) {
        return Objects.requireNonNull(fields.object(name));
    }

    private static Fields fields(String json) {
        return Json.parseObject(json.getBytes(StandardCharsets.UTF_8));
    }
}

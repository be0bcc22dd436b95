package io.serai.provider.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.dialect.MalformedException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelListingTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "OpenAI|{'object':'list','data':[{'id':'a','object':'model'},{'id':'b'}]}",
                "Anthropic|{'data':[{'type':'model','id':'a','display_name':'A'},{'id':'b'}],'has_more':false}",
                "Gemini|{'models':[{'name':'models/a','supportedGenerationMethods':['generateContent']},{'name':'models/film','supportedGenerationMethods':['predict']},{'name':'models/b','supportedGenerationMethods':['embedContent']}]}",
                "Ollama|{'models':[{'name':'a','model':'a','size':1},{'name':'b'}]}",
                "Together|[{'id':'a'},{'id':'b'}]",
                "Cloudflare|{'result':[{'name':'a','id':null},{'name':'b'}]}",
                "strange elements|{'data':[{'id':'a'},null,7,{'id':7},{'id':''},{'id':'with space'},{'id':'a'},'b']}"
            })
    void isReadInEachForm(String form, String json) {
        assertThat(read(json)).as(form).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "{'data':7}", "'text'", "null"})
    void anythingElseIsNoList(String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOf(MalformedException.class);
    }

    @Test
    void aListWithoutEndIsCut() {
        String many = IntStream.range(0, ModelListing.MOST + 10)
                .mapToObj(i -> "{'id':'m" + i + "'}")
                .collect(Collectors.joining(",", "[", "]"));

        assertThat(read(many)).hasSize(ModelListing.MOST);
    }

    private static List<String> read(String json) {
        return ModelListing.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}

package io.serai.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas of tools as MCP servers and libraries write them, and as all vendors take them. */
class ToolSchemasTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type':'object','properties':{'a':{'type':'array'}}} | {'type':'object','properties':{'a':{'type':'array','items':{}}}}
        {'type':'object','properties':{'a':{'type':['array','null']}}} | {'type':'object','properties':{'a':{'type':['array','null'],'items':{}}}}
        {'type':'object','properties':{'a':{'anyOf':[{'type':'array'},{'type':'null'}]}}} | {'type':'object','properties':{'a':{'anyOf':[{'type':'array','items':{}},{'type':'null'}]}}}
        {'type':'object','properties':{'a':{'type':'array','items':[{'type':'string'},{'type':'number'}],'additionalItems':false}}} | {'type':'object','properties':{'a':{'type':'array','items':{},'prefixItems':[{'type':'string'},{'type':'number'}]}}}
        {'type':'object','properties':{'a':{'type':'number','minimum':1,'exclusiveMinimum':true}}} | {'type':'object','properties':{'a':{'type':'number','exclusiveMinimum':1}}}
        {'type':'object','properties':{'a':{'type':'number','maximum':1,'exclusiveMaximum':false}}} | {'type':'object','properties':{'a':{'type':'number','maximum':1}}}
        {'type':'object','properties':{'a':{'type':'any','required':true}}} | {'type':'object','properties':{'a':{}}}
        {'type':'object','properties':{'a':null,'b':{'default':null,'title':null}}} | {'type':'object','properties':{'b':{'default':null}}}
        {'type':'object','properties':{'items':{'type':'array','items':{'type':'string'}},'required':{'type':'boolean'}}} | same
        {'type':'object','properties':{'default':{'type':'array'}}} | {'type':'object','properties':{'default':{'type':'array','items':{}}}}
        {'type':'object','properties':{'a':{'enum':[null,'x'],'const':null}},'required':['a']} | same
        """)
    void areInThePresentDraft(String told, String wanted) {
        Map<String, Object> schema = schema(told);

        if (wanted.equals("same")) {
            assertThat(ToolSchemas.plain(schema)).isSameAs(schema);
        } else {
            assertThat(ToolSchemas.plain(schema)).isEqualTo(schema(wanted));
        }
        assertThat(schema).isEqualTo(schema(told));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {'type':'object','anyOf':[{'properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'b':{'type':'string'}},'required':['b']}]} | {'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'description':'Needed are these: a; or b.'}
        {'type':'object','properties':{'a':{},'b':{}},'description':'Both.','oneOf':[{'required':['a']},{'required':['b','a']}]} | {'type':'object','properties':{'a':{},'b':{}},'description':'Both.~~Needed are these: b.','required':['a']}
        {'oneOf':[{'type':'object','properties':{'kind':{'const':'x'},'v':{}},'required':['kind']},{'type':'object','properties':{'kind':{'const':'y'}},'required':['kind']}]} | {'type':'object','properties':{'kind':{'anyOf':[{'const':'x'},{'const':'y'}]},'v':{}},'required':['kind']}
        {'type':'object','properties':{'m':{}},'required':['m'],'allOf':[{'properties':{'n':{}},'required':['n']},{'if':{'properties':{'m':{'const':1}}},'then':{'required':['n']}}]} | {'type':'object','properties':{'m':{},'n':{}},'required':['m','n']}
        {'$ref':'#/$defs/A','$defs':{'A':{'type':'object','properties':{'a':{}},'required':['a']}}} | {'type':'object','properties':{'a':{}},'required':['a'],'$defs':{'A':{'type':'object','properties':{'a':{}},'required':['a']}}}
        {'type':'object','properties':{'a':{}},'not':{'required':['a']},'dependentRequired':{'a':['b']}} | {'type':'object','properties':{'a':{}}}
        {'type':['object','null'],'properties':{'a':{}}} | {'type':'object','properties':{'a':{}}}
        """)
    void areOneObjectAtTheirRoot(String told, String wanted) {
        Map<String, Object> schema = schema(told);

        assertThat(ToolSchemas.plain(schema)).isEqualTo(schema(wanted.replace("~~", "\\n\\n")));
        assertThat(schema).isEqualTo(schema(told));
    }

    @Test
    @Timeout(10)
    void thatReferToEachOtherWithoutEndDoNotLastLong() {
        String branches = "{'$ref':'#/$defs/A'},".repeat(20);
        Map<String, Object> schema =
                schema("{'anyOf':[{'$ref':'#/$defs/A'}],'$defs':{'A':{'properties':{'a':{}},'anyOf':["
                        + branches.substring(0, branches.length() - 1) + "]}}}");

        assertThat(ToolSchemas.plain(schema)).containsKey("properties").doesNotContainKey("anyOf");
    }

    private static Map<String, Object> schema(String text) {
        return Json.parseObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
                .rest();
    }
}

package io.serai.revision.check;

import java.util.stream.Stream;

/** Wrong edits of the shipped files, each with what a user is told of it. */
public final class WrongEdits {
    static final String CHAT = "routes/chat.camel.yaml";
    static final String POOLS = "routes/pools.camel.yaml";
    static final String PROVIDERS = "routes/providers.camel.yaml";
    static final String HTTP = "routes/http/openai.camel.yaml";
    static final String TEMPLATE = "routes/parts/provider.camel.yaml";
    static final String ERRORS = "routes/parts/errors.camel.yaml";
    static final String SETTINGS = "application.properties";
    static final String GROQ = "      - { name: name, value: groq }\n";
    static final String STEP = "        - process: { ref: acceptRequest }\n";
    static final String CODESTRAL = "              - to: llm:mistral/codestral-latest\n";

    private WrongEdits() {}

    /** All of them. */
    public static Stream<Edit> all() {
        return Stream.of(syntax(), schema(), endpoints(), references(), providers(), names(), settings())
                .flatMap(edits -> edits);
    }

    /** @param at a text in the edited file, in whose line the finding must be */
    public record Edit(String file, String from, String to, String at, String message) {
        /** The text of the file with the mistake. */
        public String applied(String text) {
            int at = text.indexOf(from);
            if (at < 0) {
                throw new AssertionError(file + " has no " + from);
            }
            return text.substring(0, at) + to + text.substring(at + from.length());
        }

        /** The line in the file with the mistake in which the finding must be. */
        public int line(String whole) {
            String text = at.startsWith("@2 ") ? at.substring(3) : at;
            int place = whole.indexOf(text);
            place = at.startsWith("@2 ") ? whole.indexOf(text, place + 1) : place;
            return (int) whole.substring(0, place)
                            .chars()
                            .filter(it -> it == '\n')
                            .count()
                    + 1;
        }

        @Override
        public String toString() {
            return message;
        }
    }

    private static Edit edit(String file, String from, String to, String at, String message) {
        return new Edit(file, from, to, at, message);
    }

    /** A parameter more for groq. */
    private static Edit groq(String name, String value, String message) {
        String line = "      - { name: " + name + ", value: \"" + value + "\" }\n";
        return edit(PROVIDERS, GROQ, GROQ + line, line, message);
    }

    /** Other keys for groq. */
    private static Edit key(String value, String message) {
        return edit(PROVIDERS, "{{env:GROQ_API_KEY:}}", value, value, message);
    }

    /** A step more in the chat route. */
    private static Edit step(String step, String message) {
        return edit(CHAT, STEP, STEP + "        - " + step + "\n", step, message);
    }

    static Stream<Edit> syntax() {
        return Stream.of(
                edit(CHAT, "  from:\n", "\tfrom:\n", "\tfrom", "a tab; YAML is indented with spaces"),
                edit(CHAT, "    id: chat\n", "   id: chat\n", "    description: Answers", "check the indentation"),
                edit(CHAT, "\"#bean:answers\"", "\"#bean:answers", "\"#bean:answers", "close it with the same quote"),
                edit(
                        POOLS,
                        "[ io.serai.provider.TargetFailedException ]",
                        "[ io.serai.provider.TargetFailedException",
                        "[ io.serai.provider",
                        "not closed"),
                edit(
                        CHAT,
                        "description: Answers",
                        "description: note: Answers",
                        "description: note:",
                        "a colon where none can be"),
                edit(
                        CHAT,
                        "    id: chat\n",
                        "    id: chat\n    id: talk\n",
                        "    id: talk",
                        "'id' appears twice in 'route'"),
                edit(
                        ERRORS,
                        "- routeConfiguration:\n    description",
                        "routeConfiguration:\n    description",
                        "- routeConfiguration:",
                        "check its indentation, its dash"),
                edit("routes/parts/demo.camel.yaml", "- route:", "route:", "route:", "a route file is a list"));
    }

    static Stream<Edit> schema() {
        return Stream.of(
                edit(CHAT, "- route:", "- rout:", "- rout:", "there is no entry 'rout'; did you mean 'route'?"),
                step("setBdy: { constant: x }", "there is no step 'setBdy'; did you mean 'setBody'?"),
                step("set-body: { constant: x }", "there is no step 'set-body'; did you mean 'setBody'?"),
                step("process: { reff: demo }", "'process' has no option 'reff'; did you mean 'ref'?"),
                step("process: { }", "'process' lacks 'ref'"),
                step("log: { message: [ a ] }", "'message' must be a text, not a list"),
                step("log: { message: a, loggingLevel: LOUD }", "'loggingLevel' does not know 'LOUD'"),
                step(
                        "split: { simple: \"${body}\", parallelProcessing: ja, steps: [] }",
                        "must be true or false, not 'ja'"),
                step(
                        "resequence: { header: x, batchConfig: { batchSize: ten }, steps: [] }",
                        "must be a number, not 'ten'"),
                step("choice: { whn: [] }", "'choice' has no option 'whn'; did you mean 'when'?"),
                step("setBody: { simpel: x }", "'setBody' has no option 'simpel'; did you mean 'simple'?"),
                step("filter: { simple: x, log: y }", "'log'"),
                step("stop:", "'stop' is empty; write 'stop: {}'"),
                step("setBody: { }", "'setBody' lacks an expression"),
                step("marshal: { }", "'marshal' lacks a format"),
                step("loadBalance: { steps: [ ] }", "'loadBalance' lacks a strategy"),
                step("stop: [ ]", "'stop' cannot be a list"),
                edit(
                        CHAT,
                        "completionEager: true",
                        "completionEagre: true",
                        "completionEagre",
                        "did you mean 'completionEager'?"),
                edit(
                        CHAT,
                        "            otherwise:\n",
                        "            otherwize:\n",
                        "otherwize",
                        "'choice' has no option 'otherwize'; did you mean 'otherwise'?"),
                edit(
                        POOLS,
                        "failoverLoadBalancer:",
                        "failoverLoadBalanzer:",
                        "failoverLoadBalanzer",
                        "did you mean 'failoverLoadBalancer'?"),
                edit(ERRORS, "          handled:", "          handeld:", "handeld", "did you mean 'handled'?"),
                edit(
                        TEMPLATE,
                        "rejectExecution",
                        "rejectExecutions",
                        "rejectExecutions",
                        "did you mean 'rejectExecution'?"),
                edit(CHAT, "    from:\n      uri: direct:chat\n", "    from:\n", "      steps:", "'from' lacks 'uri'"),
                edit(
                        HTTP,
                        "        - process: { ref: readOpenaiChat }\n",
                        "        process: { ref: readOpenaiChat }\n",
                        "        - to: direct:chat",
                        "check its indentation"));
    }

    static Stream<Edit> endpoints() {
        return Stream.of(
                step("to: flie:audit", "there is no component 'flie'; did you mean 'file'?"),
                step("to: kafka:audit", "there is no component 'kafka'; put its jar and those that it needs into lib/"),
                step("to: nowhere", "'nowhere' is no address"),
                edit(
                        HTTP,
                        "- route:",
                        "- rest: { get: [ { to: direct:chat } ] }\n- route:",
                        "- rest",
                        "'rest' needs the component"),
                step("to: file:{{serai.dir}}/application.properties/x", "application.properties is a file"),
                edit(
                        "routes/files.camel.yaml",
                        "{{serai.dir}}/inbox",
                        "{{serai.dir}}/application.properties",
                        "/application.properties",
                        "application.properties is a file"),
                step("to: file:audit?filName=x", "'file' has no option 'filName'; did you mean 'fileName'?"),
                step("to: log", "'log' lacks a name; write log:name"),
                step("to: http:example.com?connectTimeout=soon", "option 'connectTimeout' cannot be 'soon'"),
                step(
                        "to: { uri: file:audit, parameters: { fileExist: Never } }",
                        "option 'fileExist' cannot be 'Never'"),
                step("wireTap: { uri: \"log:x?showAll=maybe\" }", "option 'showAll' cannot be 'maybe'"),
                step("toD: \"sedda:${header.x}\"", "there is no component 'sedda'; did you mean 'seda'?"),
                edit(
                        HTTP,
                        "httpMethodRestrict: POST",
                        "httpMethodRestrickt: POST",
                        "httpMethodRestrickt",
                        "'platform-http' has no option 'httpMethodRestrickt'; did you mean 'httpMethodRestrict'?"));
    }

    static Stream<Edit> references() {
        return Stream.of(
                step("process: { ref: clasify }", "there is no bean 'clasify'; did you mean 'classify'?"),
                step("to: direct:pool-codee", "no route begins with 'direct:pool-codee'; did you mean 'pool-code'?"),
                step("to: llm:grok/x", "there is no provider 'grok' for 'llm:grok/x'; did you mean 'groq'?"),
                step("to: llm:groq", "'groq' is no target; write provider/model"),
                step("filter: { simple: \"${body} == \", steps: [] }", "this simple expression cannot be read"),
                step("setBody: { simple: \"${bdy}\" }", "this simple expression cannot be read"),
                step("setBody: { groovy: x }", "the language 'groovy' is not on board"),
                edit(
                        CHAT,
                        "\"#bean:answers\"",
                        "\"#bean:answer\"",
                        "#bean:answer",
                        "there is no bean 'answer'; did you mean 'answers'?"),
                edit(
                        CHAT,
                        "type: io.serai.cache.AnswerCache",
                        "type: io.serai.cache.AnswersCache",
                        "AnswersCache",
                        "there is no class 'io.serai.cache.AnswersCache'"),
                edit(
                        CHAT,
                        "method: key }",
                        "method: kee }",
                        "method: kee }",
                        "the bean 'chatCache' has no method 'kee'; did you mean 'key'?"),
                edit(
                        CHAT,
                        "lifetime: 10m",
                        "lifetme: 10m",
                        "lifetme",
                        "the bean 'chatCache' has no property 'lifetme'"),
                edit(
                        CHAT,
                        "\"#chatCache\"",
                        "\"#chatCash\"",
                        "#chatCash",
                        "there is no bean 'chatCash'; did you mean 'chatCache'?"),
                edit(
                        HTTP,
                        "routeConfigurationId: http-errors",
                        "routeConfigurationId: http-error",
                        "http-error",
                        "there is no route configuration 'http-error'; did you mean 'http-errors'?"),
                edit(
                        POOLS,
                        "[ io.serai.provider.TargetFailedException ]",
                        "[ io.serai.TargetFailedException ]",
                        "io.serai.TargetFailedException",
                        "there is no class 'io.serai.TargetFailedException'"),
                edit(
                        POOLS,
                        CODESTRAL,
                        "              - to: llm:mistal/codestral-latest\n",
                        "mistal",
                        "did you mean 'mistral'?"));
    }

    static Stream<Edit> providers() {
        return Stream.of(
                key("one, two words", "'keys': key 2 has a space"),
                key("Bearer sk-1", "'keys': key 1 begins with 'Bearer '"),
                key("${GROQ_API_KEY}", "'keys': key 1 is the name of a variable; write {{env:NAME:}}"),
                key("'sk-1'", "'keys': key 1 has a quote"),
                edit(
                        PROVIDERS,
                        "routeTemplateRef: provider",
                        "routeTemplateRef: provder",
                        "provder",
                        "there is no template 'provder'; did you mean 'provider'?"),
                edit(
                        PROVIDERS,
                        GROQ,
                        "",
                        "routeTemplateRef: provider",
                        "parameter 'name' of template 'provider' is missing"),
                groq("limts", "30/min", "parameter 'limts' is unknown to template 'provider'; did you mean 'limits'?"),
                edit(PROVIDERS, GROQ, GROQ + GROQ, "@2 value: groq }", "parameter 'name' appears twice"),
                groq("limits", "30 per minute", "'30 per minute' is no limit; write for example 30/min"),
                groq("timeout", "60", "'timeout' must be a time such as 500ms, 15s or 10m, not '60'"),
                key("{{evn:GROQ_API_KEY:}}", "there is no 'evn' for {{evn:GROQ_API_KEY}}; did you mean 'env'?"),
                groq("timeout", "never", "'timeout' must be a time such as 500ms, 15s or 10m, not 'never'"),
                groq("url", "ftp://example.com", "'url' must be a URL that begins with http:// or https://"),
                groq("vendor", "grok", "the catalogue has no such vendor; did you mean 'groq'?"),
                groq("openMillis", "15s", "'openMillis' must be a whole number of milliseconds above 0, not '15s'"),
                groq("openFor", "soon", "'openFor' must be a time such as 500ms, 15s or 10m, not 'soon'"),
                groq(
                        "connectTimeout",
                        "5 sec",
                        "'connectTimeout' must be a time such as 500ms, 15s or 10m, not '5 sec'"),
                groq("minimumBalance", "much", "'minimumBalance' must be an amount such as 0.5, not 'much'"),
                groq("batches", "yes", "'batches' must be 'vendor' or empty, not 'yes'"),
                groq("failureRate", "150", "'failureRate' must be a share in percent"));
    }

    static Stream<Edit> names() {
        return Stream.of(
                edit(
                        PROVIDERS,
                        "routeId: mistral",
                        "routeId: groq",
                        "@2 routeId: groq",
                        "the route id 'groq' is taken by routes/providers.camel.yaml:7"),
                edit(
                        PROVIDERS,
                        "value: reka }",
                        "value: groq }",
                        "@2 value: groq }",
                        "the name 'groq' is taken by routes/providers.camel.yaml:9"),
                edit(POOLS, "id: pool-light", "id: chat", "id: chat", "the route id 'chat' is taken by"),
                edit(
                        POOLS,
                        "uri: direct:pool-light",
                        "uri: direct:pool-code",
                        "@2 uri: direct:pool-code",
                        "too; only one can"),
                edit(
                        "routes/embeddings.camel.yaml",
                        "name: embeddingCache",
                        "name: chatCache",
                        "name: chatCache",
                        "the bean 'chatCache' is taken by routes/chat.camel.yaml:3"),
                edit(
                        POOLS,
                        "- route:\n    id: pool-code\n",
                        """
                        - beans:
                            - name: mine
                              type: io.serai.routing.Degradation
                        - route:
                            id: mine
                            from:
                              uri: direct:mine
                              steps:
                                - loadBalance: { customLoadBalancer: { ref: mine }, steps: [ { to: "llm:demo/a" } ] }
                                - loadBalance: { customLoadBalancer: { ref: mine }, steps: [ { to: "llm:demo/b" } ] }
                        - route:
                            id: pool-code
                        """,
                        "@2 customLoadBalancer: { ref: mine }",
                        "the load balancer 'mine' is that of routes/pools"));
    }

    static Stream<Edit> settings() {
        return Stream.of(
                step("log: \"{{my.thing}}\"", "the placeholder {{my.thing}} has no value"),
                step("log: \"{{env:SURELY_NOT_SET}}\"", "the environment variable SURELY_NOT_SET is not set"),
                step("log: \"{{serai.http.prt}}\"", "did you mean 'serai.http.port'?"),
                edit(
                        TEMPLATE,
                        "connectTimeout: \"{{millis:{{connectTimeout}}}}\"",
                        "connectTimeout: \"{{connectTime}}\"",
                        "\"{{connectTime}}\"",
                        "the placeholder {{connectTime}} has no value; did you mean 'connectTimeout'?"),
                edit(
                        SETTINGS,
                        "serai.http.port =",
                        "serai.http.prt =",
                        "serai.http.prt",
                        "there is no setting 'serai.http.prt'; did you mean 'serai.http.port'?"),
                edit(SETTINGS, "= 8080", "= 80800", "80800", "serai.http.port must be a port, 0 to 65535, not '80800'"),
                edit(SETTINGS, "= 15s", "= soon", "= soon", "serai.http.keep-alive must be a time such as"),
                edit(
                        SETTINGS,
                        "cache.size = 64MiB",
                        "cache.size = much",
                        "= much",
                        "serai.cache.size must be a size such as 32MiB, not 'much'"),
                edit(SETTINGS, "= 127.0.0.1", "= my host", "= my host", "serai.http.host must be a host name"),
                edit(
                        SETTINGS,
                        "cache.size = 64MiB",
                        "cache.size = C:\\users",
                        "C:\\users",
                        "a \\u must be followed by four hexadecimal digits"));
    }
}

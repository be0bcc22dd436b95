package io.serai.reload;

import static io.serai.reload.Gateway.CHAT;
import static io.serai.reload.Gateway.FILES;
import static io.serai.reload.Gateway.POOLS;
import static io.serai.reload.Gateway.PROBE;
import static io.serai.reload.Gateway.PROVIDERS;
import static io.serai.reload.Gateway.SETTINGS;

import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/** Valid edits of all kinds, each with a sign that tells from outside when it is effective. */
final class Edits {
    private static final String LIMITED = "name: limits, value: \"";
    private static final String FIRST = "              - to: llm:one/small\n              - to: llm:two/small\n";
    private static final String STEP = "        - process: { ref: acceptRequest }\n";
    private static final String OK = "            constant: ok\n";

    private final Gateway gateway;
    private final Client client;
    private final String vendor;
    private final String pools;
    private final String providers;
    private final String chat;
    private final String probe;
    private final String inbox;
    private final String settings;
    private final AtomicInteger probes = new AtomicInteger();

    /** @param vendor the URL of a vendor for new providers */
    Edits(Gateway gateway, Client client, String vendor) {
        this.gateway = gateway;
        this.client = client;
        this.vendor = vendor;
        this.pools = gateway.read(POOLS);
        this.providers = gateway.read(PROVIDERS);
        this.chat = gateway.read(CHAT);
        this.probe = gateway.read(PROBE);
        this.inbox = gateway.read(FILES);
        this.settings = gateway.read(SETTINGS);
    }

    /**
     * An edit.
     *
     * @param save makes it
     * @param effective whether it shows
     */
    record Edit(String name, Runnable save, BooleanSupplier effective) {}

    /** The edit with a number, from 0; several in a row are of different kinds. */
    Edit edit(int number) {
        List<Edit> round = round(number / KINDS);
        return round.get(number % KINDS);
    }

    static final int KINDS = 11;

    private List<Edit> round(int i) {
        String first = i % 2 == 0 ? "two/small" : "one/small";
        String second = i % 2 == 0 ? "one/small" : "two/small";
        return List.of(
                new Edit(
                        "reorder a pool",
                        () -> gateway.save(POOLS, pools.replace(FIRST, targets(first, second))),
                        () -> target().equals(first)),
                new Edit(
                        "change a limit",
                        () -> gateway.save(
                                PROVIDERS,
                                i % 2 == 0 ? providers.replace(LIMITED + "1000000", LIMITED + "1") : providers),
                        () -> status("limited/small") == (i % 2 == 0 ? 429 : 200)),
                new Edit(
                        "add a provider",
                        () -> gateway.save(PROVIDERS, gateway.read(PROVIDERS) + provider("added" + i)),
                        () -> status("added" + i + "/small") == 200),
                new Edit(
                        "add a file with an alias",
                        () -> gateway.save("routes/alias.camel.yaml", alias("alias" + i)),
                        () -> status("alias" + i) == 200),
                new Edit(
                        "rename a file",
                        () -> gateway.rename("routes/alias.camel.yaml", "routes/renamed.camel.yaml"),
                        () -> client.routes().toString().contains("routes/renamed.camel.yaml")),
                new Edit(
                        "delete a file",
                        () -> gateway.delete("routes/renamed.camel.yaml"),
                        () -> status("alias" + i) == 404),
                new Edit(
                        "add an inbox",
                        () -> gateway.save("routes/inbox.camel.yaml", inbox("inbox" + i)),
                        () -> Files.isDirectory(gateway.path("inbox" + i))),
                new Edit("add a wire tap to a file", () -> audit(i), () -> status("light") == 200 && audited(i)),
                new Edit(
                        "add a filter",
                        () -> gateway.save(PROBE, probe.replace(OK, greeting() + filter(i))),
                        () -> probe("x-probe", "" + i).equals("probe " + i)),
                new Edit(
                        "save several files at once",
                        () -> several(i),
                        () -> target().equals("several" + i + "/small")),
                new Edit(
                        "change a property",
                        () -> gateway.save(SETTINGS, settings + "my.greeting = hello " + i + "\n"),
                        () -> probe().equals("hello " + i)));
    }

    private String target() {
        return client.target("light", question());
    }

    private int status(String model) {
        return client.chat(model, question(), false).statusCode();
    }

    private String probe(String... headers) {
        return client.get("/probe", headers).body();
    }

    private String question() {
        return "probe " + probes.incrementAndGet();
    }

    private static String targets(String... targets) {
        return List.of(targets).stream()
                .map(target -> "              - to: llm:" + target + "\n")
                .collect(Collectors.joining());
    }

    private String provider(String name) {
        return """
                - templatedRoute:
                    routeTemplateRef: provider
                    routeId: %1$s
                    parameters:
                      - { name: name, value: %1$s }
                      - { name: url, value: "%2$s" }
                """.formatted(name, vendor);
    }

    static String alias(String name) {
        return """
                - route:
                    id: pool-%1$s
                    from:
                      uri: direct:pool-%1$s
                      steps:
                        - to: llm:one/small,two/small
                """.formatted(name);
    }

    /** A copy of the shipped folder route, as its comment says. */
    String inbox(String folder) {
        return inbox.substring(inbox.indexOf("- route:"))
                .replace("id: folder\n", "id: " + folder + "\n")
                .replace("/inbox", "/" + folder);
    }

    private static String greeting() {
        return "            constant: \"{{my.greeting:ok}}\"\n";
    }

    private static String filter(int i) {
        return """
                        - filter:
                            simple: "${header.x-probe} == '%1$s'"
                            steps:
                              - setBody: { constant: "probe %1$s" }
                """.formatted(i);
    }

    private void audit(int i) {
        gateway.save("routes/audit.camel.yaml", """
                - route:
                    id: audit
                    from:
                      uri: direct:audit
                      steps:
                        - setBody: { simple: "asked\\n" }
                        - to: "file:{{serai.dir}}/audit?fileName=%s.log&fileExist=Append"
                """.formatted(i));
        gateway.save(CHAT, chat.replace(STEP, STEP + "        - wireTap: { uri: direct:audit }\n"));
    }

    private boolean audited(int i) {
        return Files.exists(gateway.path("audit/" + i + ".log"));
    }

    private void several(int i) {
        gateway.save(PROVIDERS, providers + provider("several" + i));
        gateway.save(POOLS, pools.replace(FIRST, targets("several" + i + "/small", "one/small", "two/small")));
        gateway.save(CHAT, chat);
        gateway.delete("routes/audit.camel.yaml");
    }
}

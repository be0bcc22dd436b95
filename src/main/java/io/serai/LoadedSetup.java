package io.serai;

import io.serai.catalog.Catalog;
import io.serai.clients.ClientRules;
import io.serai.dialect.Bounds;
import io.serai.ingress.AsJson;
import io.serai.prompts.PromptFiles;
import io.serai.provider.Placeholders;
import io.serai.revision.RevisionSetup;
import io.serai.routing.ModelNames;
import io.serai.settings.Settings;
import io.vertx.ext.web.Router;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.spi.Registry;
import org.apache.camel.spi.TypeConverterRegistry;

/** The setup of one revision, by its files; its settings apply to the process once it serves. */
final class LoadedSetup implements RevisionSetup {
    private final Serai process;
    private final Settings now;
    private final HttpSettings client;
    private final long cacheSize;
    private final LogSettings log;
    private final PromptRecords records;
    private final Catalog catalog;
    private final ClientRules rules;
    private final PromptFiles prompts;

    /**
     * @param now the settings of the revision
     * @param client those of them that concern clients, with the keys that stay in force
     */
    LoadedSetup(
            Serai process, Settings now, HttpSettings client, Catalog catalog, ClientRules rules, PromptFiles prompts) {
        this.process = process;
        this.now = now;
        this.client = client;
        this.cacheSize = now.bytes("serai.cache.size");
        this.log = LogSettings.of(now);
        this.records = PromptRecords.of(now);
        this.catalog = catalog;
        this.rules = rules;
        this.prompts = prompts;
    }

    HttpSettings client() {
        return client;
    }

    @Override
    public Router newRouter() {
        return process.server.newRouter();
    }

    @Override
    public void apply() {
        process.setups.keep(client);
        process.clients.keys().rules(rules);
        process.server.admit(client.keys(), client.viewerKeys(), client.adminKeys(), process.clients.ring());
        process.pages.apply(process.server, now);
        process.server.limit(client.limits());
        process.stopBy(StopSettings.of(now));
        process.answers.limit(cacheSize);
        Bounds.set(now.bytes("serai.vendor.answer-limit"), now.bytes("serai.json.memory"));
        process.operations.set(log);
        records.apply(process.prompts);
    }

    @Override
    public List<String> afterRestart() {
        return now.afterRestart(process.settings);
    }

    @Override
    public void bind(Registry registry, Router router, Supplier<ModelNames> names) {
        new Binding(process, now, client, catalog, prompts, new Steps(registry)).bind(router, names);
    }

    @Override
    public void convert(TypeConverterRegistry converters) {
        new AsJson(Dialects.OPENAI_CLIENT, Dialects.OPENAI).register(converters);
    }

    @Override
    public Collection<PropertiesFunction> placeholders() {
        return Placeholders.of(catalog);
    }
}

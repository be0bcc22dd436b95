package io.serai.revision.check;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds all mistakes in a directory of routes at once, as far as they can be known without running anything: it opens no port, makes no
 * folder, starts no route. What it does not know it does not blame; the last word is the real load.
 */
public final class RouteCheck {
    private final Surroundings surroundings;

    public RouteCheck(Surroundings surroundings) {
        this.surroundings = surroundings;
        // It takes a while the first time: let it, while the files are read.
        Thread.ofPlatform().name("schema").daemon().start(Schema::camel);
    }

    /**
     * Checks routes, settings and the user's own catalogue.
     *
     * @param directory holds {@code application.properties}, {@code routes/} and perhaps {@code catalog.yaml}
     * @return what is wrong, by file and line; empty if nothing is
     */
    public List<Finding> check(Path directory) {
        return check(SavedFiles.read(directory));
    }

    /** Checks routes, settings and the user's own catalogue. */
    public List<Finding> check(SavedFiles files) {
        Report report = new Report();
        SettingsCheck settings =
                new SettingsCheck(files.properties(), surroundings.overrides(), report, surroundings.directory());
        List<Source> sources = sources(files, report);
        OwnClients clients = OwnClients.read(files);
        settings.check(
                name -> sources.stream().anyMatch(it -> it.text().contains(name)),
                surroundings.running(),
                !clients.rules().keys().isEmpty());
        OwnCatalog own = OwnCatalog.read(files, surroundings.catalog(), surroundings.dialects());
        own.findings().forEach(it -> report.add(it.file(), it.line(), it.message()));
        if (!own.findings().isEmpty()) {
            // Nobody knows what a broken catalogue adds.
            sources.add(Source.broken(SavedFiles.CATALOG, files.catalog().orElse(new byte[0])));
        }
        clients.findings().forEach(it -> report.add(it.file(), it.line(), it.message()));
        Surroundings here = surroundings.with(own.catalog());
        List<Element> elements = new ArrayList<>();
        for (Source source : sources) {
            elements.addAll(Walk.through(source, Schema.camel(), report));
        }
        try (Scratch scratch = new Scratch(here, settings.properties())) {
            Definitions all = new Definitions(scratch, here, sources, elements);
            check(new Scene(all, scratch, here, report), files);
            new Placeholders(
                            new Scene(all, scratch, here, report),
                            settings.properties().stringPropertyNames())
                    .check(sources);
        }
        return report.sorted();
    }

    private static void check(Scene scene, SavedFiles files) {
        Prompts prompts = new Prompts(scene, files);
        prompts.check();
        Endpoints endpoints = new Endpoints(scene);
        References references = new References(scene);
        Methods methods = new Methods(scene);
        Expressions expressions = new Expressions(scene);
        TemplatedRoutes templatedRoutes = new TemplatedRoutes(scene);
        Kinds kinds = new Kinds(scene);
        for (Element element : scene.all().elements()) {
            endpoints.check(element);
            references.check(element);
            methods.check(element);
            expressions.check(element);
            templatedRoutes.check(element);
            kinds.check(element);
            prompts.check(element);
        }
        new JobFolders(scene).check();
        new Duplicates(scene).check();
    }

    private static List<Source> sources(SavedFiles files, Report report) {
        List<Source> sources = new ArrayList<>();
        files.contents().forEach((name, content) -> {
            if (SavedFiles.isRoutes(name)) {
                sources.add(Source.read(content.array(), name, report));
            }
        });
        files.unreadable().forEach(name -> report.add(name, 0, "cannot be read"));
        files.astray().forEach(name -> report.add(name, 0, "is not loaded; rename it to end in .yaml"));
        files.odd().forEach((name, what) -> report.add(name, 0, what));
        if (files.routes().isEmpty() && files.unreadable().isEmpty()) {
            report.add("routes", 0, "there is no route here; put the files back, or the pipeline is empty");
        }
        return sources;
    }
}

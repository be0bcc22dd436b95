package io.serai.revision.check;

import io.serai.provider.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** The definitions in the files, by name: routes, the addresses they begin with, templates, beans, configurations. */
final class Definitions {

    /** A name that something in a file has. */
    record Named(String kind, String name, Element element, ScalarNode at, boolean optional) {}

    /**
     * Where a route begins.
     *
     * @param owner the route, or the entry that makes one of a template
     * @param uri with its options, and without placeholders
     */
    record Start(Element owner, Node at, String uri) {}

    private final Scratch scratch;
    private final Set<String> processBeans;
    private final Collection<Source> sources;
    private final List<Element> elements;
    private final List<Named> names = new ArrayList<>();
    private final List<Start> starts = new ArrayList<>();
    private final Map<String, Element> templates = new LinkedHashMap<>();
    private boolean vague;

    Definitions(Scratch scratch, Surroundings surroundings, Collection<Source> sources, List<Element> elements) {
        this.scratch = scratch;
        this.processBeans = surroundings.beans();
        this.sources = sources;
        this.elements = elements;
        elements.stream()
                .filter(it -> it.type().equals("RouteTemplateDefinition"))
                .forEach(it -> {
                    String id = it.text("id");
                    if (id != null) {
                        templates.putIfAbsent(id, it);
                    }
                });
        elements.forEach(this::define);
        // A Pipe or a Kamelet is for Camel to read.
        vague |= sources.stream().anyMatch(it -> it.root() instanceof MappingNode);
    }

    List<Element> elements() {
        return elements;
    }

    /** All that has a name, in the order of the files. */
    List<Named> names() {
        return names;
    }

    /** Where routes begin, as far as that can be known. */
    List<Start> starts() {
        return starts;
    }

    Map<String, Element> templates() {
        return templates;
    }

    Set<String> of(String kind) {
        Set<String> found = new TreeSet<>();
        names.stream().filter(it -> it.kind().equals(kind)).forEach(it -> found.add(it.name()));
        return found;
    }

    /** The names under which targets can be asked: the entries of the provider template, and the built-in demo. */
    Set<String> providers() {
        Set<String> providers = new TreeSet<>();
        elements.stream()
                .filter(it -> "provider".equals(it.text("routeTemplateRef")))
                .flatMap(it -> parameters(it).stream())
                .filter(it -> "name".equals(it.text("name")))
                .map(it -> it.text("value"))
                .forEach(it -> providers.add(String.valueOf(it)));
        if (of("direct").contains(Target.STAND_IN)) {
            providers.add(Target.STAND_IN);
        }
        return providers;
    }

    Set<String> beans() {
        Set<String> beans = of("bean");
        beans.addAll(processBeans);
        beans.addAll(scratch.beans());
        return beans;
    }

    /** Whether something may have that name after all: a broken file may define it. */
    boolean maybe(String name) {
        return sources.stream()
                .anyMatch(it -> it.broken() && (it.text().isEmpty() || it.text().contains(name)));
    }

    /** Whether a route begins with an address that cannot be told. */
    boolean vague() {
        return vague;
    }

    /** The parameters of a templated route or a template: those given, and the element of each. */
    List<Element> parameters(Element owner) {
        return elements.stream()
                .filter(it -> it.parent() == owner && it.type().endsWith("RouteParameterDefinition")
                        || it.parent() == owner && it.type().equals("RouteTemplateParameterDefinition"))
                .toList();
    }

    /** What the placeholders in a template stand for when it is used without anything, each required parameter for its name. */
    Map<String, String> defaults(@Nullable Element template) {
        Map<String, String> defaults = new HashMap<>();
        if (template != null) {
            parameters(template).forEach(it -> {
                String name = it.text("name");
                String value = it.text("defaultValue");
                if (name != null) {
                    defaults.put(name, value == null ? name : value);
                }
            });
            elements.stream()
                    .filter(it -> it.parent() == template && it.type().equals("BeanFactoryDefinition"))
                    .map(it -> it.text("name"))
                    .forEach(it -> defaults.put(it == null ? "" : it, it == null ? "" : it));
        }
        return defaults;
    }

    private void define(Element element) {
        switch (element.type()) {
            case "RouteDefinition", "RouteFromDefinitionDeserializer" -> name("route", element, "id", element);
            case "TemplatedRouteDefinition" -> {
                name("route", element, "routeId", element);
                expand(element);
            }
            case "RouteTemplateDefinition" -> name("template", element, "id", element);
            case "RouteConfigurationDefinition" -> name("routeConfiguration", element, "id", element);
            case "BeanFactoryDefinition" -> {
                Element owner = element.parent();
                if (owner == null || !owner.type().contains("Template")) {
                    name("bean", element, "name", element);
                }
            }
            default -> {}
        }
        if (isStart(element) && element.within("RouteTemplateDefinition") == null) {
            start(element, element, Map.of(), null);
        }
    }

    static boolean isStart(Element element) {
        return element.type().equals("FromDefinition") || element.type().equals("RouteFromDefinitionDeserializer");
    }

    private void name(String kind, Element element, String field, Element owner) {
        ScalarNode at = element.scalar(field);
        Element template = element.within("RouteTemplateDefinition");
        if (at != null && !at.getValue().isBlank() && template == null) {
            try {
                names.add(new Named(kind, scratch.resolve(at.getValue(), Map.of()), owner, at, element.off()));
            } catch (RuntimeException e) {
                vague = true;
            }
        }
    }

    /** A templated route begins where its template says, with its own parameters. */
    private void expand(Element templated) {
        Element template = templates.get(String.valueOf(templated.text("routeTemplateRef")));
        if (template == null) {
            vague = true;
            return;
        }
        Map<String, String> values = defaults(template);
        vague |= isIncomplete(templated, template);
        @Nullable ScalarNode at = null;
        for (Element parameter : parameters(templated)) {
            String name = parameter.text("name");
            ScalarNode value = parameter.scalar("value");
            if (name != null && value != null) {
                try {
                    values.put(name, scratch.resolve(value.getValue(), Map.of()));
                } catch (RuntimeException e) {
                    values.remove(name);
                }
                at = name.equals("name") ? value : at;
            }
        }
        for (Element element : elements) {
            if (isStart(element) && element.within("RouteTemplateDefinition") == template) {
                start(templated, element, values, at);
            }
        }
    }

    private boolean isIncomplete(Element templated, Element template) {
        List<@Nullable String> given =
                parameters(templated).stream().map(it -> it.text("name")).toList();
        return parameters(template).stream()
                .anyMatch(it -> it.get("defaultValue") == null && !given.contains(it.text("name")));
    }

    private void start(Element owner, Element from, Map<String, String> values, @Nullable ScalarNode at) {
        ScalarNode uri = from.scalarOrSelf("uri");
        try {
            String whole = Uris.of(scratch, from, "uri", values);
            if (uri != null && whole != null) {
                starts.add(
                        new Start(owner, owner.type().equals("TemplatedRouteDefinition") ? owner.node() : uri, whole));
            }
            if (uri != null && whole != null && whole.startsWith("direct:")) {
                Element route = from.parent() == null ? from : from.parent();
                boolean manual = route.fields().containsKey("autoStartup");
                String name = Address.of(whole).name();
                names.add(new Named("direct", name, owner, at == null ? uri : at, owner.off() || manual));
            }
        } catch (RuntimeException e) {
            vague = true;
        }
    }
}

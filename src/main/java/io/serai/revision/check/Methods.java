package io.serai.revision.check;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Checks the beans of the files themselves: that their classes have the methods that routes call and the properties that are set. */
final class Methods {
    private static final Set<String> CALLS = Set.of("BeanDefinition", "MethodCallExpression");
    private static final Set<String> MAKERS =
            Set.of("factoryBean", "factoryMethod", "builderClass", "builderMethod", "script", "scriptLanguage");

    private final Scene scene;
    private final BeanValues values;

    Methods(Scene scene) {
        this.scene = scene;
        this.values = new BeanValues(scene.scratch().context().getTypeConverter());
    }

    void check(Element element) {
        if (element.off()) {
            return;
        }
        if (CALLS.contains(element.type())) {
            call(element);
        } else if (element.type().equals("BeanFactoryDefinition")
                && element.get("properties") instanceof MappingNode properties) {
            properties(element, properties);
        }
    }

    private void call(Element element) {
        ScalarNode at = element.scalar("method");
        String name = scene.resolved(element, at);
        String bean = scene.resolved(element, element.scalar("ref"));
        if (at == null || name == null || bean == null || !name.matches("\\w+(\\(.*)?")) {
            return;
        }
        String method = name.replaceFirst("\\(.*", "");
        String plain = bean.replaceFirst("^#(bean:)?", "");
        for (Definitions.Named named : scene.all().names()) {
            if (named.kind().equals("bean") && named.name().equals(plain)) {
                Class<?> type = type(named.element());
                Set<String> known = type == null ? Set.of() : names(type, it -> it.getDeclaringClass() != Object.class);
                if (type != null && !known.contains(method)) {
                    scene.wrong(
                            element,
                            at,
                            "the bean '" + plain + "' has no method '" + method + "'" + Suggestion.of(method, known));
                }
                return;
            }
        }
    }

    private void properties(Element element, MappingNode properties) {
        Class<?> type = type(element);
        if (type == null || java.util.Map.class.isAssignableFrom(type)) {
            return;
        }
        Set<String> known = new TreeSet<>();
        names(type, it -> it.getParameterCount() <= 1).forEach(it -> {
            known.add(it);
            if (it.matches("(set|with|get).+")) {
                known.add(Character.toLowerCase(it.charAt(3)) + it.substring(4));
            }
        });
        for (NodeTuple tuple : properties.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key && key.getValue().matches("[\\w-]+")) {
                String name = key.getValue().replace("-", "");
                if (known.stream().noneMatch(name::equalsIgnoreCase)) {
                    Set<String> settable = names(type, it -> it.getName().matches("set.+")).stream()
                            .map(it -> Character.toLowerCase(it.charAt(3)) + it.substring(4))
                            .collect(Collectors.toCollection(TreeSet::new));
                    scene.wrong(
                            element,
                            key,
                            "the bean '" + element.text("name") + "' has no property '" + key.getValue() + "'"
                                    + Suggestion.of(key.getValue(), settable));
                } else if (tuple.getValueNode() instanceof ScalarNode at) {
                    value(element, type, name, at);
                }
            }
        }
    }

    private void value(Element element, Class<?> type, String property, ScalarNode at) {
        String value = scene.resolved(element, at);
        boolean open = at.getValue().contains("{{") && Scene.template(element) != null;
        if (value == null || open || value.startsWith("#") || Endpoints.isDynamic(value)) {
            return;
        }
        String why = values.mistake(type, property, value);
        if (!why.isEmpty()) {
            scene.wrong(element, at, "'" + property + "' cannot be '" + value + "': " + why);
        }
    }

    /** The class of a bean; null if only an instance would show it. */
    private @Nullable Class<?> type(Element bean) {
        String text = scene.resolved(bean, bean.scalar("type"));
        boolean made = bean.fields().keySet().stream().anyMatch(MAKERS::contains);
        String type = text == null ? "" : text.replaceFirst("^#class:", "");
        if (made || type.contains("#") || type.contains("(") || type.isBlank()) {
            return null;
        }
        Class<?> found = scene.scratch().context().getClassResolver().resolveClass(type);
        return found == null || found.isInterface() ? null : found;
    }

    private static Set<String> names(Class<?> type, Predicate<Method> wanted) {
        return Arrays.stream(type.getMethods())
                .filter(wanted)
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

package io.serai.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Overrides of the file of settings: environment variables such as {@code SERAI_HTTP_PORT}, and over them system properties such as
 * {@code -Dserai.http.port}.
 */
public final class Overrides {
    /** None. */
    public static final Overrides NONE = new Overrides(Map.of(), Map.of());

    private static final String PROPERTY = "serai.";
    private static final String VARIABLE = "SERAI_";

    /** Kubernetes sets these for a service that is called serai. */
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "SERAI_PORT|\\w+_SERVICE_(HOST|PORT)(_\\w+)?|\\w+_PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?");

    /** For start scripts and compose files. */
    private static final Set<String> OTHERS = Set.of(
            "SERAI_HOME",
            "SERAI_JAR",
            "SERAI_JAVA",
            "SERAI_JAVA_OPTIONS",
            "SERAI_JAVA_OPTS",
            "SERAI_OPTS",
            "SERAI_VERSION",
            "SERAI_IMAGE");

    private final Map<String, String> environment;
    private final Map<String, String> properties;

    public Overrides(Map<String, String> environment, Map<String, String> properties) {
        this.environment = environment;
        this.properties = properties;
    }

    /** Those of this process. */
    public static Overrides ofProcess() {
        Properties system = System.getProperties();
        Map<String, String> ours = system.stringPropertyNames().stream()
                .filter(name -> name.startsWith(PROPERTY))
                .collect(Collectors.toMap(name -> name, system::getProperty));
        return new Overrides(System.getenv(), ours);
    }

    /**
     * What a setting is, and where that is said; empty if nothing here says so. A blank variable says nothing: start scripts and compose files
     * set one where nobody has given a value.
     */
    public Optional<Sourced> find(Setting setting) {
        String property = properties.get(setting.name());
        if (property != null) {
            return Optional.of(new Sourced("-D" + setting.name(), property));
        }
        String variable = environment.get(setting.variable());
        return variable == null || variable.isBlank()
                ? Optional.empty()
                : Optional.of(new Sourced(setting.variable(), variable));
    }

    /**
     * What is wrong with them.
     *
     * @param used whether a route uses a name that is no setting's
     * @param hint the end of a sentence about an unknown name, from it and the known names
     */
    public List<Mistake> mistakes(Predicate<String> used, Hint hint) {
        Stream<Mistake> values = KnownSettings.ALL.stream()
                .flatMap(setting -> find(setting).stream()
                        .flatMap(it -> setting.kind().mistake(it.value()).stream()
                                .map(mistake -> new Mistake(it.source(), 0, mistake, true))));
        Map<String, String> names = new TreeMap<>();
        properties.keySet().forEach(name -> names.put("-D" + name, name));
        environment.keySet().stream()
                .filter(name -> name.startsWith(VARIABLE))
                .filter(name ->
                        !OTHERS.contains(name) && !OF_A_SERVICE.matcher(name).matches())
                .forEach(name -> names.put(name, name));
        Set<String> known = KnownSettings.ALL.stream()
                .flatMap(setting -> Stream.of(setting.name(), setting.variable()))
                .collect(Collectors.toSet());
        Stream<Mistake> unknown = names.entrySet().stream()
                .filter(it -> !known.contains(it.getValue()) && !used.test(it.getValue()))
                .map(it -> new Mistake(
                        it.getKey(), 0, "is no setting" + hint.of(it.getValue(), alike(it.getValue(), known)), false));
        return Stream.concat(values, unknown).toList();
    }

    private static Set<String> alike(String name, Set<String> known) {
        String prefix = name.startsWith(VARIABLE) ? VARIABLE : PROPERTY;
        return known.stream().filter(it -> it.startsWith(prefix)).collect(Collectors.toSet());
    }

    /** A value and its source, such as {@code SERAI_HTTP_PORT}. */
    public record Sourced(String source, String value) {}

    /** The end of a sentence about an unknown name. */
    public interface Hint {
        String of(String name, Set<String> known);
    }
}

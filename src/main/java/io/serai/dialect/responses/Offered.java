package io.serai.dialect.responses;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tools that a request offers, each under a name of its own: those in {@code tools}, in containers of tools such as a
 * {@code namespace}, however deep, and in items of the input that bring tools along. Vendors know a tool by that name, the client by its
 * name and its namespace.
 *
 * @see <a href="https://developers.openai.com/api/docs/guides/tools-tool-search">Namespaces and deferred tools</a>
 */
final class Offered {
    private static final String TOOLS = "tools";
    private static final String BETWEEN = "__";

    /** The namespace of what stands in no namespace. */
    private static final String PLAIN = "functions";

    /** Items about tools that run elsewhere. */
    private static final String LISTED = "mcp_list_tools";

    private final Map<String, Known> byName = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private final List<Map<?, ?>> others = new ArrayList<>();

    /**
     * A tool that can be called.
     *
     * @param name as the client knows it
     * @param namespace where it stands; empty if in none
     * @param tool what the client said of it
     * @param place where it stands in the request
     */
    record Known(String name, String namespace, Map<?, ?> tool, String place) {
        boolean custom() {
            return "custom".equals(tool.get("type"));
        }
    }

    private Offered() {}

    /** Those of a request, which stays as it is. */
    static Offered of(Map<?, ?> request) {
        Offered offered = new Offered();
        offered.add(request.get(TOOLS), "", TOOLS);
        if (request.get("input") instanceof List<?> items) {
            for (int i = 0; i < items.size(); i++) {
                if (items.get(i) instanceof Map<?, ?> fields && bringsTools(fields)) {
                    offered.add(fields.get(TOOLS), "", "input[" + i + "]." + TOOLS);
                }
            }
        }
        return offered;
    }

    /** Whether an item is there for the tools that it holds. */
    static boolean bringsTools(Map<?, ?> item) {
        return item.get(TOOLS) instanceof List
                && !LISTED.equals(item.get("type"))
                && !"message".equals(item.get("type"));
    }

    private void add(@Nullable Object tools, String namespace, String place) {
        if (!(tools instanceof List<?> list)) {
            return;
        }
        for (int i = 0; i < list.size(); i++) {
            if (!(list.get(i) instanceof Map<?, ?> told)) {
                continue;
            }
            Map<?, ?> tool = plain(told);
            String at = place + '[' + i + ']';
            String name = tool.get("name") instanceof String text ? text : "";
            boolean callable = "function".equals(tool.get("type")) || "custom".equals(tool.get("type"));
            if (tool.get(TOOLS) instanceof List) {
                add(tool.get(TOOLS), joined(namespace, name), at + '.' + TOOLS);
            } else if (callable && !name.isEmpty()) {
                add(new Known(name, namespace, tool, at));
            } else {
                others.add(tool);
            }
        }
    }

    /** A function in the form of a chat request, as some editors send it, in this dialect's. */
    static Map<?, ?> plain(Map<?, ?> tool) {
        if (tool.get("name") != null || !(tool.get("function") instanceof Map<?, ?> function)) {
            return tool;
        }
        Map<Object, @Nullable Object> plain = new LinkedHashMap<>(function);
        plain.put("type", tool.get("type"));
        return plain;
    }

    private void add(Known tool) {
        String key = key(tool.namespace(), tool.name());
        if (names.containsKey(key)) {
            return;
        }
        String plain = flat(tool.namespace(), tool.name());
        String name = byName.containsKey(plain) ? joined(tool.namespace(), tool.name()) : plain;
        for (int i = 2; byName.containsKey(name); i++) {
            name = plain + '_' + i;
        }
        names.put(key, name);
        byName.put(name, tool);
    }

    private static String key(String namespace, String name) {
        return namespace + '\n' + name;
    }

    private static String flat(String namespace, String name) {
        return namespace.equals(PLAIN) ? name : joined(namespace, name);
    }

    private static String joined(String namespace, String name) {
        return namespace.isEmpty() || name.isEmpty()
                ? namespace + name
                : namespace + (namespace.endsWith(BETWEEN) ? "" : BETWEEN) + name;
    }

    /** By the names under which vendors know them, in order. */
    Map<String, Known> callable() {
        return byName;
    }

    /** Whether the tool that vendors know by a name takes a text rather than arguments. */
    boolean isCustom(String name) {
        Known tool = byName.get(name);
        return tool != null && tool.custom();
    }

    /** Tools that are no functions, as they were told. */
    List<Map<?, ?>> others() {
        return others;
    }

    /** The name under which vendors know a tool that the client names so, be it offered now or not. */
    String name(String namespace, String name) {
        String known = names.get(key(namespace, name));
        if (known != null) {
            return known;
        }
        String only = namespace.isEmpty() && !byName.containsKey(name) ? only(name) : null;
        return only == null ? flat(namespace, name) : only;
    }

    /** The only tool of that name, wherever it stands; null if there is none, or several. */
    private @Nullable String only(String name) {
        String found = null;
        for (Map.Entry<String, Known> entry : byName.entrySet()) {
            if (entry.getValue().name().equals(name)) {
                if (found != null) {
                    return null;
                }
                found = entry.getKey();
            }
        }
        return found;
    }
}

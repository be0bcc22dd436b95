package io.serai.prompts;

import io.serai.chat.Message;
import io.serai.chat.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt with variables, as a file has it: {@code {{name}}} stands for a value, {@code {{role "user"}}} begins a message of another role
 * than the system's, and a backslash before two braces leaves them what they are. Anything else is text. The words are those of Dotprompt and Handlebars.
 *
 * @see <a href="https://google.github.io/dotprompt/reference/template/">Dotprompt, template reference</a>
 */
public final class Template {
    private static final Pattern MARK = Pattern.compile(
            "\\\\\\{\\{|\\{\\{\\s*(?:role\\s+[\"'](system|user|assistant|model)[\"']|([A-Za-z_][\\w.-]{0,63}))\\s*\\}\\}");

    /** What may have been meant for one. */
    private static final Pattern BRACES = Pattern.compile("(?<!\\\\)\\{\\{([^{}\\n]{0,80})\\}\\}");

    private final String text;
    private final SortedSet<String> variables = new TreeSet<>();

    public Template(String text) {
        this.text = text;
        MARK.matcher(text).results().map(it -> it.group(2)).forEach(name -> {
            if (name != null) {
                variables.add(name);
            }
        });
    }

    /** The names of its variables. */
    public SortedSet<String> variables() {
        return variables;
    }

    /** How long it is at most when it is filled, in characters. */
    long length(Map<String, String> values) {
        return text.length()
                + MARK.matcher(text)
                        .results()
                        .filter(it -> it.group(2) != null)
                        .mapToLong(it -> values.getOrDefault(it.group(2), "").length())
                        .sum();
    }

    /**
     * Its messages.
     *
     * @param values of all its variables, which are put in as they are: what looks like a variable in them is none
     */
    public List<Message> fill(Map<String, String> values) {
        List<Message> messages = new ArrayList<>();
        Role role = Role.SYSTEM;
        StringBuilder said = new StringBuilder();
        Matcher mark = MARK.matcher(text);
        int from = 0;
        while (mark.find()) {
            said.append(text, from, mark.start());
            from = mark.end();
            if (mark.group(1) != null) {
                add(messages, role, said);
                role = role(mark.group(1));
            } else {
                said.append(mark.group(2) == null ? "{{" : values.getOrDefault(mark.group(2), ""));
            }
        }
        add(messages, role, said.append(text, from, text.length()));
        return messages;
    }

    private static void add(List<Message> messages, Role role, StringBuilder said) {
        if (!said.toString().isBlank()) {
            messages.add(Message.of(role, said.toString().strip()));
        }
        said.setLength(0);
    }

    private static Role role(String word) {
        return switch (word) {
            case "user" -> Role.USER;
            case "assistant", "model" -> Role.ASSISTANT;
            default -> Role.SYSTEM;
        };
    }

    /** A part in braces that is text though it may have been meant for a variable. */
    public record Doubt(int line, String words) {}

    /** What may have been meant for variables, by line. */
    public List<Doubt> doubts() {
        List<Doubt> doubts = new ArrayList<>();
        Matcher braces = BRACES.matcher(text);
        while (braces.find()) {
            if (!MARK.matcher(braces.group()).matches()) {
                int line = 1
                        + (int) text.substring(0, braces.start())
                                .chars()
                                .filter(it -> it == '\n')
                                .count();
                doubts.add(new Doubt(line, braces.group()));
            }
        }
        return doubts;
    }
}

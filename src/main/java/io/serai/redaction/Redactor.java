package io.serai.redaction;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Puts words such as {@code [email-1]} in place of what is secret or personal. Within one text, and all that belongs to it, the same value
 * has the same word, so that what is said of it keeps its sense.
 */
public final class Redactor {
    private final Map<String, List<Finder>> finders;

    /** @param own further patterns, for the word {@code own} */
    public Redactor(List<Pattern> own) {
        finders = new LinkedHashMap<>();
        if (!own.isEmpty()) {
            finders.put("own", own.stream().map(Redactor::finder).toList());
        }
        finders.putAll(Pack.FINDERS);
    }

    private static Finder finder(Pattern pattern) {
        return text -> {
            List<Span> found = new ArrayList<>();
            var matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    found.add(new Span(matcher.start(), matcher.end()));
                }
            }
            return found;
        };
    }

    /** Begins with texts that belong together. */
    public Together together() {
        return new Together();
    }

    /** Texts that belong together, in the order in which they are given. Not thread-safe. */
    public final class Together {
        private final Map<String, String> words = new HashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();

        private Together() {}

        /** The text without what is to be taken out. */
        public String clean(String text) {
            String left = text;
            if (left.length() > 3) {
                for (Map.Entry<String, List<Finder>> kind : finders.entrySet()) {
                    for (Finder finder : kind.getValue()) {
                        left = without(left, kind.getKey(), finder.find(left));
                    }
                }
            }
            return left;
        }

        private String without(String text, String kind, List<Span> spans) {
            if (spans.isEmpty()) {
                return text;
            }
            StringBuilder left = new StringBuilder(text.length());
            int from = 0;
            for (Span span : spans) {
                if (span.from() >= from) {
                    left.append(text, from, span.from()).append(word(kind, text.substring(span.from(), span.to())));
                    from = span.to();
                }
            }
            return left.append(text, from, text.length()).toString();
        }

        private String word(String kind, String value) {
            return words.computeIfAbsent(
                    kind + ' ' + value, unknown -> '[' + kind + '-' + counts.merge(kind, 1, Integer::sum) + ']');
        }
    }
}

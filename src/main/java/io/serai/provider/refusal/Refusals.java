package io.serai.provider.refusal;

import io.serai.dialect.VendorErrorException;
import io.serai.provider.refusal.Lesson.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads from a vendor's refusal what it would take instead. Only fields that the request really had are named, and never one without which
 * it would be another request.
 */
public final class Refusals {
    private static final int FLAGS = Pattern.CASE_INSENSITIVE;
    private static final int LONGEST = 4000;

    /** A field's name, with or without quotes. */
    private static final String NAME = "['\"`]?/?([A-Za-z_][\\w.\\[\\]-]{0,99})['\"`]?";

    private static final String NAMES = "((?:['\"`]?/?[A-Za-z_][\\w.\\[\\]-]{0,99}['\"`]?(?:, ?)?){1,20})";
    private static final String NOT = "(?:is|are|was|were) (?:currently )?(?:un|not (?:yet )?(?:a"
            + " )?)(?:supported|recogni[sz]ed|known|expected|allowed|permitted|available|valid"
            + " (?:field|parameter|argument|property))";

    /**
     * How vendors name fields that they do not take: OpenAI, Azure; Groq, Cerebras; any; Anthropic and FastAPI (Mistral); JSON Schema; xAI;
     * Anthropic of effort; OpenAI of what has one value only.
     */
    private static final List<Pattern> NAMED = List.of(
            pattern("(?:unsupported|unknown|unrecogni[sz]ed|unexpected)(?: request| keyword)?"
                    + " (?:parameter|argument|field|name|property|key|option)(?:s|\\(s\\))?(?: supplied| in object)?:? "
                    + NAMES),
            pattern("(?:property|properties|parameters?|arguments?|fields?|options?) " + NAMES
                    + " ?(?:specified in the request )?" + NOT),
            pattern("['\"`]" + NAME + "['\"`]\\]? " + NOT),
            pattern("(?:^|[\\s;(])" + NAME
                    + ": (?:extra inputs are not permitted|extra fields not permitted|property '[^']*' is"
                    + " unsupported)"),
            pattern("additional properties are not allowed \\(" + NAMES + " (?:was|were) unexpected"),
            pattern("argument not supported(?: on this model)?: " + NAME),
            pattern("(?:does not|doesn't) support (?:the )?(?:parameter|argument|field|option) " + NAME),
            pattern("(?:does not|doesn't) support (?:the )?['\"`]?" + NAME
                    + "['\"`]? (?:parameter|argument|field|option)"),
            pattern("(?:^|[\\s:])['\"`]?([a-z_]{3,40})['\"`]? is deprecated for this model"),
            pattern("['\"`]" + NAME + "['\"`] does not support .{1,80}only the default"));

    /** The same of a value that only holds beside others. */
    private static final Pattern FOR_NOW = pattern("['\"`]?([a-z_]{3,40})['\"`]? may only be set to \\S+ when ");

    private static final Pattern ONLY = pattern("invalid ['\"`]?([a-z_]{3,40})['\"`]?: only ([0-9.]{1,10}) is allowed");

    private static final Pattern INSTEAD = pattern("['\"`]?(max_tokens|max_completion_tokens)['\"`]?.{1,120}use"
            + " ['\"`]?(max_tokens|max_completion_tokens)['\"`]?");

    private static final Pattern ONE_OF = pattern(
            "(?:must be (?:one of|either)|should be (?:one of|either)?|expected one of|supported values are|allowed"
                    + " values(?: are)?|valid values(?: are)?|valid options(?: are)?|input should be|use one of)[:"
                    + " (\\[]*((?:['\"`]?[a-z]{3,9}['\"`]?(?:,? (?:and|or) |, ?)?){1,9})");

    /** Fields with words of which each model takes some. */
    private static final List<String> SCALES = List.of(
            "reasoning_effort",
            "reasoning.effort",
            "output_config.effort",
            "think",
            "verbosity",
            "text.verbosity",
            "generationConfig.thinkingConfig.thinkingLevel",
            "service_tier");

    private static final List<String> MOST = List.of(
            "max_tokens",
            "max_completion_tokens",
            "max_output_tokens",
            "generationConfig.maxOutputTokens",
            "options.num_predict",
            "parameters.max_tokens");

    private static final Pattern OF_TOKENS = pattern(
            "max[_ a-z]{0,20}tokens|maxoutputtokens|num_predict|completion tokens|context (?:length|limit|window)|in"
                    + " the (?:completion|output)");

    private static final Pattern CONTEXT = pattern("context (?:length|window|size|limit)[^0-9]{0,20}([0-9]{3,9})");
    private static final Pattern PROMPT =
            pattern("([0-9]{1,9}) (?:input|prompt) tokens|([0-9]{1,9}) in (?:the|your) (?:messages|prompt)"
                    + "|\\(([0-9]{1,9}) of text input|([0-9]{1,9}) tokens from the input");
    private static final Pattern SUM = pattern("([0-9]{1,9}) \\+ [0-9]{1,9} > ([0-9]{3,9})");
    private static final Pattern GIVEN = pattern("must be <= ([0-9]{3,9})\\. given: ([0-9]{1,9})");

    private static final List<Pattern> AT_MOST = List.of(
            pattern("at most ([0-9]{1,9})"),
            pattern("[0-9]{1,9} > ([0-9]{1,9}), which is the maximum"),
            pattern("(?:less than or equal to|<=) ?['\"`]?([0-9]{1,9})"),
            pattern("range[^\\[(]{0,60}[\\[(] ?[0-9]{1,9} ?, ?([0-9]{1,9}) ?[\\])]"),
            pattern("(?:maximum|max|limit)(?: allowed)?(?: value| number| output)?[^0-9]{0,40}[^0-9-]([0-9]{1,9})"));

    private static final Pattern BELOW = pattern("to ([0-9]{1,9}) \\(exclusive\\)");

    private static final Pattern SYSTEM = pattern(
            "system (?:message|role|prompt|instruction)s?.{0,80}(?:beginning|first|start\\b|only one)|unexpected role"
                    + " ['\"`]?system|(?:only one|multiple|more than one) system message");

    private static final Pattern NO_SYSTEM = pattern(
            "system (?:role|message|prompt|instruction)s? (?:is |are )?not (?:supported|enabled|allowed|available)"
                    + "|(?:does not|doesn't) support (?:a |the )?['\"`]?(?:system|developer)['\"`]?"
                    + " (?:roles?|messages?|prompts?|instructions?|with this model)"
                    + "|only user(?:,| and) assistant(?: and tool)? roles are supported"
                    + "|(?:developer|system) instructions? (?:is|are) not (?:enabled|supported)");

    private static final Pattern ALTERNATE = pattern("(?:must|should|need to)(?: be)?(?: strictly)? alternat"
            + "|(?:consecutive|multiple) ['\"`]?(?:user|assistant)['\"`]? (?:messages|roles|turns)"
            + "|first message must (?:be|have|use).{0,30}user");

    /** Mistral, and all that serve its models with its own tokenizer. */
    private static final Pattern AFTER_TOOLS = pattern("unexpected role ['\"`]?user['\"`]? after role ['\"`]?tool");

    private static final Pattern USER_LAST =
            pattern("must end with (?:a |the )?user|assistant (?:message |response )?prefill"
                    + "|expected last role user|last message (?:must|should) .{0,40}user"
                    + "|2 or more assistant messages at the end");

    /** What a vendor says of thoughts that another one has signed. */
    private static final Pattern SIGNED = pattern("invalid ['\"`]?signature['\"`]? in ['\"`]?thinking"
            + "|thinking['\"`]?.{0,40} blocks.{0,80}cannot be modified");

    private static final Pattern THOUGHTLESS =
            pattern("must start with a thinking block" + "|expected ['\"`]?thinking['\"`]?.{0,60}but found");

    private static final Pattern CALL_SIGNED = pattern(
            "(?:corrupted|invalid) thought[_ ]?signature|thought[_ ]?signature (?:is|was) (?:not valid|invalid)");

    private static final String CALL_SIGNATURE = "contents.*.parts.*.thoughtSignature";

    /** What stands for a signature that nobody has: https://ai.google.dev/gemini-api/docs/thought-signatures. */
    private static final String UNSIGNED = "skip_thought_signature_validator";

    private static final Pattern DEVELOPER = pattern("['\"`]?developer['\"`]?");

    private static final Pattern THINKING =
            pattern("(?:does not|doesn't) support (?:thinking|reasoning)|(?:thinking|reasoning) (?:is|are) not"
                    + " (?:supported|available)");

    private static final List<String> THOUGHTS = List.of(
            "think",
            "thinking",
            "reasoning",
            "reasoning_effort",
            "enable_thinking",
            "thinking_budget",
            "output_config.effort",
            "generationConfig.thinkingConfig");

    private Refusals() {}

    /**
     * What a vendor would take in place of what it has refused; empty if it does not say.
     *
     * @param sent the payload that it refused
     * @param tokens counts the prompt as Serai does
     */
    public static List<Lesson> read(VendorErrorException error, Map<String, Object> sent, LongSupplier tokens) {
        String text = error.text().substring(0, Math.min(LONGEST, error.text().length()));
        boolean refused = error.status() == 400 || error.status() == 422;
        if (!refused && error.status() != 500) {
            return List.of();
        }
        Lesson turns = turns(text, sent);
        if (turns != null || !refused) {
            return turns == null ? List.of() : List.of(turns);
        }
        List<Lesson> signed = signatures(text, sent);
        if (!signed.isEmpty()) {
            return signed;
        }
        Lesson one = first(
                Formats.refused(text, error.param(), sent),
                Choices.refused(text, sent),
                most(text, sent, tokens),
                instead(text, sent),
                developer(text, sent),
                word(error.param(), text, sent),
                only(text, sent));
        if (one != null) {
            return List.of(one);
        }
        List<Lesson> elements = Unheard.named(text, error.param(), sent);
        return elements.isEmpty() ? named(text, error.param(), sent) : elements;
    }

    /** How turns must stand, which templates of open models tell as a failure of the server. */
    private static @Nullable Lesson turns(String text, Map<String, Object> sent) {
        if (says(SYSTEM, text, sent) && SystemTurns.areScattered(sent)) {
            return Lesson.of(Kind.SYSTEM_FIRST);
        }
        if (says(NO_SYSTEM, text, sent) && SystemTurns.areIn(sent)) {
            return Lesson.of(Kind.NO_SYSTEM);
        }
        if (says(ALTERNATE, text, sent) && TurnsInTurn.areNot(sent)) {
            return Lesson.of(Kind.ALTERNATE);
        }
        if (says(AFTER_TOOLS, text, sent) && TurnsInTurn.followTools(sent)) {
            return Lesson.of(Kind.ASSISTANT_AFTER_TOOLS);
        }
        return says(USER_LAST, text, sent) && TurnsInTurn.endWithAssistant(sent) ? Lesson.of(Kind.USER_LAST) : null;
    }

    private static boolean says(Pattern pattern, String text, Map<String, Object> sent) {
        return pattern.matcher(text).find() && !Repeated.holds(sent, text, pattern);
    }

    /** What helps this request alone: signatures of another vendor's, or of one that it has not made itself. */
    private static List<Lesson> signatures(String text, Map<String, Object> sent) {
        Lesson unthinking = new Lesson(Kind.DROP, "thinking", "", false);
        if (says(SIGNED, text, sent)) {
            List<Lesson> lessons = new ArrayList<>();
            for (String kind : List.of("thinking", "redacted_thinking")) {
                lessons.add(new Lesson(Kind.WITHOUT, "messages.*.content.*", kind, false));
            }
            if (Paths.find(sent, "thinking.budget_tokens") != null) {
                lessons.add(unthinking);
            }
            return lessons;
        }
        if (says(THOUGHTLESS, text, sent) && sent.get("thinking") != null) {
            return List.of(unthinking);
        }
        return says(CALL_SIGNED, text, sent) && Paths.find(sent, CALL_SIGNATURE) != null
                ? List.of(new Lesson(Kind.SET, CALL_SIGNATURE, UNSIGNED, false))
                : List.of();
    }

    /**
     * What may be left out of a payload that its vendor has refused without a word of what it does not take: all that the documents of its
     * dialect do not name.
     */
    public static List<Lesson> unheard(Map<String, Object> sent) {
        return Unheard.all(sent);
    }

    private static @Nullable Lesson first(@Nullable Lesson... lessons) {
        for (Lesson lesson : lessons) {
            if (lesson != null) {
                return lesson;
            }
        }
        return null;
    }

    private static @Nullable Lesson most(String text, Map<String, Object> sent, LongSupplier tokens) {
        String path = MOST.stream()
                .filter(name -> Paths.find(sent, name) instanceof Number)
                .findFirst()
                .orElse(null);
        if (path == null || !OF_TOKENS.matcher(text).find() || Repeated.holds(sent, text, OF_TOKENS)) {
            return null;
        }
        long asked = Paths.find(sent, path) instanceof Number number ? number.longValue() : 0;
        long[] context = context(text);
        if (context != null) {
            long left = context[0] - context[1];
            double ratio = context[1] / (double) Math.max(1, tokens.getAsLong());
            return left > 0 && left < asked ? Lesson.of(Kind.WINDOW, path, context[0] + "*" + ratio) : null;
        }
        long most = atMost(text);
        return most > 0 && most < asked ? Lesson.of(Kind.CAP, path, Long.toString(most)) : null;
    }

    /** The context and the prompt in tokens; null if the vendor does not say both. */
    private static long @Nullable [] context(String text) {
        Matcher sum = SUM.matcher(text);
        if (sum.find()) {
            return new long[] {Long.parseLong(sum.group(2)), Long.parseLong(sum.group(1))};
        }
        Matcher given = GIVEN.matcher(text);
        if (given.find()) {
            return new long[] {Long.parseLong(given.group(1)), Long.parseLong(given.group(2))};
        }
        Matcher context = CONTEXT.matcher(text);
        Matcher prompt = PROMPT.matcher(text);
        if (!context.find() || !prompt.find()) {
            return null;
        }
        for (int i = 1; i <= prompt.groupCount(); i++) {
            if (prompt.group(i) != null) {
                return new long[] {Long.parseLong(context.group(1)), Long.parseLong(prompt.group(i))};
            }
        }
        return null;
    }

    private static long atMost(String text) {
        Matcher below = BELOW.matcher(text);
        if (below.find()) {
            return Long.parseLong(below.group(1)) - 1;
        }
        for (Pattern pattern : AT_MOST) {
            Matcher matcher = pattern.matcher(text);
            if (matcher.find()) {
                return Long.parseLong(matcher.group(1));
            }
        }
        return 0;
    }

    private static @Nullable Lesson instead(String text, Map<String, Object> sent) {
        Matcher matcher = INSTEAD.matcher(text);
        return matcher.find()
                        && !matcher.group(1).equalsIgnoreCase(matcher.group(2))
                        && sent.containsKey(matcher.group(1))
                ? Lesson.of(Kind.RENAME, matcher.group(1), matcher.group(2))
                : null;
    }

    private static @Nullable Lesson developer(String text, Map<String, Object> sent) {
        boolean meant = DEVELOPER.matcher(text).find()
                && !Repeated.holds(sent, text, DEVELOPER)
                && Pattern.compile("role|variant|support|expected|unknown", FLAGS)
                        .matcher(text)
                        .find();
        return meant && SystemTurns.hasDeveloper(sent) ? Lesson.of(Kind.NO_DEVELOPER) : null;
    }

    private static @Nullable Lesson word(@Nullable String param, String text, Map<String, Object> sent) {
        Matcher matcher = ONE_OF.matcher(text);
        if (!matcher.find() || Repeated.holds(sent, matcher.group())) {
            return null;
        }
        String about = (param + " " + text).toLowerCase(java.util.Locale.ROOT);
        for (String path : SCALES) {
            String leaf = path.substring(path.lastIndexOf('.') + 1);
            Object value = Paths.find(sent, path);
            if (value instanceof String
                    && (about.contains(leaf.toLowerCase(java.util.Locale.ROOT))
                            || about.contains("\"" + value + "\""))) {
                Set<String> words = new LinkedHashSet<>(List.of(matcher.group(1)
                        .toLowerCase(java.util.Locale.ROOT)
                        .replaceAll("\\b(and|or)\\b|['\"`]", " ")
                        .strip()
                        .split("[\\s,]+")));
                return words.contains(value) ? null : Lesson.of(Kind.WORDS, path, String.join(",", words));
            }
        }
        Object thinking = Paths.find(sent, "thinking.type");
        return thinking instanceof String kind
                        && about.contains("thinking")
                        && !matcher.group(1).contains(kind)
                ? Lesson.drop("thinking")
                : null;
    }

    private static @Nullable Lesson only(String text, Map<String, Object> sent) {
        Matcher matcher = ONLY.matcher(text);
        if (matcher.find() && Paths.find(sent, matcher.group(1)) instanceof Number) {
            return Lesson.of(Kind.SET, matcher.group(1), matcher.group(2));
        }
        Matcher now = FOR_NOW.matcher(text);
        return now.find() && Paths.find(sent, now.group(1)) instanceof Number
                ? new Lesson(Kind.DROP, now.group(1), "", false)
                : null;
    }

    private static List<Lesson> named(String text, @Nullable String param, Map<String, Object> sent) {
        Set<String> paths = new LinkedHashSet<>();
        boolean names = false;
        for (Pattern pattern : NAMED) {
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                if (!Repeated.holds(sent, matcher.group())) {
                    names = true;
                    for (String name : matcher.group(1).split(", ?")) {
                        Fields.paths(sent, name).forEach(paths::add);
                    }
                }
            }
        }
        if (names && paths.isEmpty() && param != null) {
            paths.addAll(Fields.paths(sent, param));
        }
        if (paths.isEmpty() && THINKING.matcher(text).find() && !Repeated.holds(sent, text, THINKING)) {
            THOUGHTS.stream().filter(path -> Paths.find(sent, path) != null).forEach(paths::add);
        }
        List<Lesson> lessons = new ArrayList<>();
        for (String path : paths) {
            lessons.add(
                    switch (path) {
                        case "max_tokens" -> Lesson.of(Kind.RENAME, path, "max_completion_tokens");
                        case "max_completion_tokens" -> Lesson.of(Kind.RENAME, path, "max_tokens");
                        default -> Lesson.drop(path);
                    });
        }
        return lessons;
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, FLAGS | Pattern.DOTALL);
    }
}

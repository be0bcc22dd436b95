package io.serai.revision.check;

import io.serai.revision.check.Shape.Fields;
import io.serai.revision.check.Shape.Ref;
import java.util.Optional;
import java.util.Set;

/** Knows which steps need one of several options, such as an expression in some language, and cannot do without. */
final class Choices {
    private static final Set<String> NEED_EXPRESSION = Set.of(
            "DelayDefinition",
            "DynamicRouterDefinition",
            "EnrichDefinition",
            "FilterDefinition",
            "IdempotentConsumerDefinition",
            "LoopDefinition",
            "PollEnrichDefinition",
            "RecipientListDefinition",
            "ScriptDefinition",
            "SetBodyDefinition",
            "SetHeaderDefinition",
            "SetPropertyDefinition",
            "SetVariableDefinition",
            "SplitDefinition",
            "ThrottleDefinition",
            "TransformDefinition",
            "ValidateDefinition",
            "WhenDefinition");
    private static final Set<String> NEED_FORMAT = Set.of("MarshalDefinition", "UnmarshalDefinition");

    private Choices() {}

    /** What a step lacks of which it needs one; empty if it has it. */
    static Optional<String> missing(Fields shape, Set<String> given) {
        if (NEED_EXPRESSION.contains(shape.name())) {
            boolean has = given.contains("expression") || hasOne(shape, given, "Expression");
            return has ? Optional.empty() : Optional.of("an expression, such as 'simple' or 'constant'");
        }
        if (NEED_FORMAT.contains(shape.name())) {
            return hasOne(shape, given, "DataFormat") ? Optional.empty() : Optional.of("a format, such as 'json'");
        }
        if (shape.name().equals("LoadBalanceDefinition")) {
            return hasOne(shape, given, "LoadBalancerDefinition")
                    ? Optional.empty()
                    : Optional.of("a strategy, such as 'failoverLoadBalancer'");
        }
        return Optional.empty();
    }

    private static boolean hasOne(Fields shape, Set<String> given, String suffix) {
        return given.stream()
                .anyMatch(it -> !shape.fields().containsKey(it)
                        || shape.fields().get(it) instanceof Ref ref
                                && ref.name().endsWith(suffix));
    }
}

package io.serai.arch;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import java.util.concurrent.TimeUnit;

/** Calls that a rule can forbid. */
final class Calls {
    static final DescribedPredicate<JavaMethodCall> SLEEP =
            calls(Thread.class, "sleep").or(calls(TimeUnit.class, "sleep")).as("sleep");

    private Calls() {}

    /** Calls of methods of a class or of its subclasses. */
    static DescribedPredicate<JavaMethodCall> calls(Class<?> of, String nameRegex) {
        return target(owner(Predicates.assignableTo(of)))
                .and(target(nameMatching(nameRegex)))
                .as("call " + of.getSimpleName() + '.' + nameRegex)
                .forSubtype();
    }
}

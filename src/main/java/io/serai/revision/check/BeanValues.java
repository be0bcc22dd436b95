package io.serai.revision.check;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.apache.camel.TypeConverter;
import org.jspecify.annotations.Nullable;

/** Finds out whether a property of a bean takes a value: by its type, and for Serai's own beans by giving it to one that is thrown away. */
final class BeanValues {
    private static final String OURS = "io.serai.";

    private final TypeConverter converter;

    BeanValues(TypeConverter converter) {
        this.converter = converter;
    }

    /** What is wrong with a value, after it was named; empty if nothing is known to be. */
    String mistake(Class<?> type, String property, String value) {
        Optional<Method> setter = Arrays.stream(type.getMethods())
                .filter(it -> it.getParameterCount() == 1 && it.getName().equalsIgnoreCase("set" + property))
                .findFirst();
        if (setter.isEmpty()) {
            return "";
        }
        Class<?> wanted = setter.get().getParameterTypes()[0];
        if (wanted == boolean.class) {
            return value.matches("(?i)true|false") ? "" : "it must be true or false";
        }
        if (wanted.isPrimitive()) {
            return converter.tryConvertTo(wanted, value) == null ? "it must be a number" : "";
        }
        return wanted == String.class && type.getName().startsWith(OURS) ? tried(type, setter.get(), value) : "";
    }

    private static String tried(Class<?> type, Method setter, String value) {
        try {
            setter.invoke(type.getConstructor().newInstance(), value);
            return "";
        } catch (InvocationTargetException e) {
            @Nullable String why = e.getCause() instanceof IllegalArgumentException cause ? cause.getMessage() : "";
            return why == null || why.isBlank() ? "" : EndpointOptions.firstSentence(why);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return "";
        }
    }
}

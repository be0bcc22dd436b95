package io.serai.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of what a message says. */
public sealed interface Part {

    /**
     * Text for the reader.
     *
     * @param bare whether it stood as the message's whole content rather than in a list of parts
     * @param extras fields of the part that Serai does not know
     */
    record Text(String text, boolean bare, Map<String, Object> extras) implements Part {}

    /**
     * What a model thought before it answered.
     *
     * @param field the name of the field that carried it where a dialect has several ({@code reasoning_content},
     *     {@code reasoning})
     * @param signature by which its vendor recognises it in the next turn; null if there is none
     */
    record Reasoning(String text, String field, @Nullable Signature signature) implements Part {

        /** The field that most dialects know. */
        public static final String FIELD = "reasoning_content";

        public Reasoning(String text, String field) {
            this(text, field, null);
        }
    }

    /**
     * Why a model declines to answer.
     *
     * @param bare whether it stood in the message itself rather than in a list of parts
     */
    record Refusal(String text, boolean bare) implements Part {}

    /**
     * An image.
     *
     * @param url where it is, or the image itself as a {@code data:} URL
     * @param detail how closely to look ({@code low}, {@code high}, {@code auto}), or null
     * @param extras fields of the part that Serai does not know
     */
    record Image(String url, @Nullable String detail, Map<String, Object> extras) implements Part {}

    /**
     * A part of a kind that Serai passes on as it is (audio, files ...).
     *
     * @param fields all fields, in the words of the request's dialect
     */
    record Other(Map<String, Object> fields) implements Part {}
}

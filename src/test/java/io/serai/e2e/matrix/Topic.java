package io.serai.e2e.matrix;

/** What the matrix asks of each pair of dialects. */
enum Topic {
    PLAIN,
    STREAM,
    TOOLS,
    TOOLS_STREAMED,
    IMAGES,
    ERRORS;

    String heading() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}

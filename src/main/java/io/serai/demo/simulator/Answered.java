package io.serai.demo.simulator;

import java.util.List;

/**
 * The answer to a chat.
 *
 * @param id of letters and digits
 * @param created when, in seconds since 1970
 * @param words one for each token
 * @param whole whether it is complete, and not cut off after as many tokens as were asked for
 */
record Answered(String id, long created, Asked asked, List<String> words, boolean whole) {

    String text() {
        return String.join("", words);
    }

    String model() {
        return asked.model();
    }

    int prompt() {
        return asked.prompt();
    }

    int tokens() {
        return words.size();
    }
}

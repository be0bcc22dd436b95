package io.serai.batch;

import io.serai.chat.ChatException;

/** A way to the answer of one line: a call of its own, or a vendor's batch. */
interface LinePass {

    /** Waits until the line may be asked this way; false if it should not be asked any more. */
    boolean await() throws InterruptedException;

    /** Whether nothing has closed the way since. */
    boolean isOpen();

    /** Marks the line as being asked, and returns the place of its mark. */
    int begin(long line);

    /** Gives the place at the pacer back after a good answer. */
    void answered(LineAnswer answer, long nanos);

    /** Whether the failure is the result of the line. */
    boolean isFinal(ChatException failure);

    /** Waits after a failure that is not final; false if the line is not asked again. */
    boolean rest(ChatException failure) throws InterruptedException;
}

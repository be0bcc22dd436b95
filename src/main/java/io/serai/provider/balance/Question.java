package io.serai.provider.balance;

import java.io.IOException;

/** Asks a vendor what is left. */
@FunctionalInterface
interface Question {

    /**
     * Gives the vendor's answer.
     *
     * @throws IOException if there is none; its message shows no key
     */
    byte[] ask(Account account) throws IOException, InterruptedException;
}

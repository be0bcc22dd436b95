package io.serai.ingress;

import io.serai.dialect.Trees;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/** Gives the memory of a call's documents back when its exchange is done with. */
public record GivenBack(Trees trees) implements Synchronization {

    @Override
    public void onComplete(Exchange exchange) {
        trees.giveBack();
    }

    @Override
    public void onFailure(Exchange exchange) {
        trees.giveBack();
    }
}

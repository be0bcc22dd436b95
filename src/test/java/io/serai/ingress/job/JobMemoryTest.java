package io.serai.ingress.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.Test;

/** Files share the memory that they take while they are worked on. */
class JobMemoryTest {
    private final JobMemory memory = new JobMemory(100);

    @Test
    void whatFindsNoRoomBesideOthersWaits() {
        assertThat(memory.take(60)).isTrue();
        assertThat(memory.take(60)).isFalse();
        assertThat(memory.take(40)).isTrue();
        memory.giveBack(60);
        assertThat(memory.take(60)).isTrue();
    }

    @Test
    void aloneEachFindsRoom() {
        assertThat(memory.take(1000)).isTrue();
        assertThat(memory.take(1)).isFalse();
        memory.giveBack(1000);
        assertThat(memory.take(1)).isTrue();
    }

    @Test
    void anExchangeThatIsDoneWithGivesBackWhatItTook() {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        assertThat(memory.take(100)).isTrue();
        memory.giveBackAfter(exchange, 100);

        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());

        assertThat(memory.take(100)).isTrue();
    }
}

package io.serai.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Eventually;
import io.serai.RunningSerai;
import io.serai.wire.Answer;
import io.serai.wire.HealthyVendor;
import io.serai.wire.RecordedRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor that tells what is left is asked for it, though not before a call was made with the key. */
class BalanceTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    @Test
    void balanceIsAskedAfterTheFirstCall() {
        try (HealthyVendor vendor = new Bank();
                RunningSerai serai = RunningSerai.in(directory)
                        .provider(
                                "bank",
                                vendor,
                                "vendor",
                                "stepfun",
                                "keys",
                                "sk-first,sk-second",
                                "minimumBalance",
                                "2.5")
                        .start()) {
            assertThat(vendor.requests()).isEmpty();
            assertThat(serai.ask("bank/step-3.7-flash", "hello").statusCode()).isEqualTo(200);
            String key = vendor.requests().getFirst().bearer();
            Eventually.await("the question", SOON, () -> questions(vendor).size() == 1);
            assertThat(questions(vendor)).extracting(RecordedRequest::bearer).containsExactly(key);
        }
    }

    private static List<RecordedRequest> questions(HealthyVendor vendor) {
        return vendor.requests().stream()
                .filter(it -> it.path().equals("/v1/accounts"))
                .toList();
    }

    /** Answers, and tells what is left. */
    private static final class Bank extends HealthyVendor {
        Bank() {
            super("bank");
        }

        @Override
        protected Answer answer(RecordedRequest request) {
            return request.path().equals("/v1/accounts")
                    ? Answer.json(200, "{\"object\": \"account\", \"type\": \"prepaid\", \"balance\": 12.5}")
                    : super.answer(request);
        }
    }
}

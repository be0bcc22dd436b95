package io.serai.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.Dialects;
import io.serai.catalog.Catalog;
import io.serai.dialect.ClientDialect;
import io.serai.dialect.VendorErrorException;
import io.serai.provider.Verdicts.Blame;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Whose fault the errors are that vendors really answer with, and how long they ask to wait. */
class VerdictsTest {
    private static final int FIRST_ERROR = 300;

    private final Catalog catalog = Catalog.shipped();

    @ParameterizedTest(name = "{0} {1} {4}")
    @CsvFileSource(
            resources = "/verdicts/errors.csv",
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "-",
            maxCharsPerColumn = 1024)
    void whatAVendorsErrorMeans(String vendor, int status, Blame blame, @Nullable Duration wait, String body) {
        ClientDialect dialect = dialect(vendor);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        VendorErrorException error = status >= FIRST_ERROR
                ? dialect.readError(status, Map.of(), bytes)
                : catchThrowableOfType(
                        VendorErrorException.class,
                        () -> dialect.readChat(new ByteArrayInputStream(bytes)).next());

        assertThat(Verdicts.of(error).blame()).isEqualTo(blame);
        assertThat(error.retryAfter()).isEqualTo(wait);
    }

    private ClientDialect dialect(String vendor) {
        String name = catalog.vendor(vendor).orElseThrow().dialect();
        return Dialects.CLIENTS.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

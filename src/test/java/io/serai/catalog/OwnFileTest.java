package io.serai.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** A user's own catalogue on top of the one that comes with Serai. */
class OwnFileTest {
    private static final Vendor GROQ = vendor(Catalog.shipped(), "groq");
    private static final Model KNOWN = GROQ.models().getFirst();

    @Test
    void fieldIsSetAndAllOthersStay() {
        Vendor groq = vendor(with("groq: { limits: 7/min }"), "groq");
        assertThat(groq.limits()).isEqualTo("7/min");
        assertThat(groq).usingRecursiveComparison().ignoringFields("limits").isEqualTo(GROQ);
    }

    @Test
    void modelsAreMergedById() {
        Vendor groq = vendor(with("""
                groq:
                  models:
                    - { id: new, context: 1000 }
                    - { id: %s, price: { in: 3, out: 4 } }
                """.formatted(KNOWN.id())), "groq");
        assertThat(groq.models())
                .extracting(Model::id)
                .startsWith(KNOWN.id())
                .endsWith("new")
                .hasSize(GROQ.models().size() + 1);
        assertThat(groq.models().getFirst())
                .usingRecursiveComparison()
                .ignoringFields("price")
                .isEqualTo(KNOWN);
        assertThat(groq.models().getFirst().price())
                .isEqualTo(new Price(new BigDecimal("3"), new BigDecimal("4"), null));
    }

    @Test
    void vendorIsAdded() {
        Catalog catalog = with("mine: { dialect: openai, url: http://10.0.0.1/v1, auth: none, models: [{ id: big }] }");
        assertThat(catalog.vendorsOffering("big")).extracting(Vendor::name).containsExactly("mine");
        assertThat(vendor(catalog, "mine").checked()).isNull();
        assertThat(catalog.names()).containsAll(Catalog.shipped().names()).endsWith("mine");
    }

    @Test
    void whatWasImportedYieldsToWhatTheUserWrote() {
        Vendor groq = vendor(with("""
                groq:
                  models:
                    - { id: %1$s, price: { in: 3, out: 4 } }
                imported:
                  groq:
                    models:
                      - { id: %1$s, price: { in: 1, out: 2 }, context: 77 }
                      - { id: taken, context: 78 }
                  gone: { models: [{ id: x }] }
                """.formatted(KNOWN.id())), "groq");
        assertThat(groq.model(KNOWN.id())).hasValueSatisfying(model -> {
            assertThat(model.price()).isEqualTo(new Price(new BigDecimal("3"), new BigDecimal("4"), null));
            assertThat(model.context()).isEqualTo(77);
        });
        assertThat(groq.model("taken")).isPresent();
    }

    @Test
    void allMistakesAreToldAtOnce() {
        assertThatThrownBy(() -> with("""
                        gorq:
                          limits: 7/min
                        groq: { limit: 7/min }
                        mistral:
                          models:
                            - { id: a, context: many }
                        imported: { cerebras: { flags: [nice] } }
                        """))
                .asInstanceOf(InstanceOfAssertFactories.type(CatalogException.class))
                .extracting(CatalogException::mistakes, InstanceOfAssertFactories.list(Mistake.class))
                .extracting(Mistake::toString)
                .satisfiesExactlyInAnyOrder(
                        it -> assertThat(it)
                                .isEqualTo("own.yaml:1: catalogue: `gorq` is no vendor that Serai knows, did you mean"
                                        + " `groq`? One of your own needs a `dialect`"),
                        it -> assertThat(it).startsWith("own.yaml:3: vendor groq: `limit` is no field, did you mean"),
                        it -> assertThat(it).startsWith("own.yaml:6: vendor mistral, model: `context` must be"),
                        it -> assertThat(it).startsWith("own.yaml:7: vendor cerebras: `flags` does not know `nice`"));
    }

    @Test
    void whatOthersKnowIsAskedForEachField() {
        FieldCheck check = (field, text) ->
                field.equals("limits") && text.equals("lots") ? Optional.of("cannot be kept") : Optional.empty();
        assertThatThrownBy(() -> Catalog.shippedWith(bytes("groq: { limits: lots }"), "own.yaml", check))
                .hasMessage("own.yaml:1: vendor groq: `limits` cannot be kept");
    }

    private static Catalog with(String yaml) {
        return Catalog.shippedWith(bytes(yaml), "own.yaml", FieldCheck.NONE);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Vendor vendor(Catalog catalog, String name) {
        return catalog.vendor(name).orElseThrow();
    }
}

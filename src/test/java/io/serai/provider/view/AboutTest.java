package io.serai.provider.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.catalog.Catalog;
import io.serai.catalog.Vendor;
import io.serai.provider.view.ProviderView.About;
import org.junit.jupiter.api.Test;

/** What people are told of a vendor stands in the catalogue. */
class AboutTest {

    @Test
    void theFlagsOfAVendorAreToldInTheWordsOfTheCatalogue() {
        Catalog catalog = Catalog.shipped();
        for (String name : catalog.names()) {
            Vendor vendor = catalog.vendor(name).orElseThrow();
            About about = About.of(vendor);

            assertThat(about.flags()).as(name).hasSameSizeAs(vendor.flags()).allMatch(flag -> flag.matches("[a-z-]+"));
            assertThat(about.source()).as(name).isEqualTo(vendor.source());
            assertThat(about.checked()).as(name).isEqualTo(vendor.checked());
        }
        assertThat(About.of(catalog.vendor("openai").orElseThrow()).flags()).contains("paid");
    }
}

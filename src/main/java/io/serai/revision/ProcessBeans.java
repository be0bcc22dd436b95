package io.serai.revision;

import io.serai.provider.LimitFunction;
import io.serai.provider.ProviderStates;
import io.serai.provider.VendorHttp;
import io.serai.provider.Watchdog;
import io.serai.routing.ModelNames;
import io.vertx.ext.web.Router;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.spi.Registry;

/** What the process owns and lends to each of its revisions. */
public interface ProcessBeans {

    /** Where Serai runs, and what routes name their folders from. */
    Path directory();

    /** A router for the HTTP routes of one revision, with answers for unknown paths. */
    Router newRouter();

    /** Binds the beans that routes refer to. */
    void bind(Registry registry, Router router, Supplier<ModelNames> names);

    ProviderStates states();

    Watchdog watchdog();

    VendorHttp vendorHttp();

    LimitFunction limitFunction();

    /** Which files of all folders are being worked on, in whatever revision. */
    IdempotentRepository filesInProgress();
}

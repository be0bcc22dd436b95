package io.serai.revision;

import io.serai.provider.ProviderStates;
import io.serai.provider.VendorHttp;
import io.serai.provider.Watchdog;
import io.serai.provider.balance.Balances;
import io.serai.revision.check.SavedFiles;
import java.nio.file.Path;

/** What the process owns and lends to each of its revisions. */
public interface ProcessBeans {

    /** Where Serai runs, and what routes name their folders from. */
    Path directory();

    /** What finds the classes that routes may name. */
    ClassLoader libraries();

    /**
     * What it lends to a revision with these settings and this catalogue.
     *
     * @throws RevisionException if a setting, or the catalogue, is wrong
     */
    Lent lend(SavedFiles files);

    ProviderStates states();

    Watchdog watchdog();

    VendorHttp vendorHttp();

    Balances balances();

    /** Which files of all folders are being worked on, in whatever revision. */
    FilesInProgress filesInProgress();
}

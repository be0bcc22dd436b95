package io.serai.revision;

import io.serai.provider.ProviderStates;
import io.serai.provider.VendorHttp;
import io.serai.provider.Watchdog;
import io.serai.provider.balance.Balances;
import io.serai.revision.check.SavedFiles;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * What the process owns and lends to each of its revisions.
 *
 * @param directory where Serai runs, and what routes name their folders from
 * @param libraries what finds the classes that routes may name
 * @param filesInProgress which files of all folders are being worked on, in whatever revision
 * @param lender what it lends to a revision with these settings and this catalogue; throws a {@link RevisionException} if a setting, or the
 *     catalogue, is wrong
 */
public record ProcessBeans(
        Path directory,
        ClassLoader libraries,
        ProviderStates states,
        Watchdog watchdog,
        VendorHttp vendorHttp,
        Balances balances,
        FilesInProgress filesInProgress,
        Function<SavedFiles, Lent> lender) {}

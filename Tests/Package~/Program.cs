#nullable enable
using System;

namespace Repartee.Package
{
    /// <summary>Brings the .meta files up to date: <c>dotnet run --project Tests/Package~ -- metas</c>.</summary>
    public static class Program
    {
        /// <summary>Runs the one command there is.</summary>
        public static int Main(string[] args)
        {
            if (args.Length != 1 || args[0] != "metas")
            {
                Console.Error.WriteLine($"Expected the one argument \"metas\", but found \"{string.Join(" ", args)}\". "
                    + "It writes the .meta files that are missing and deletes those whose file is gone.");
                return 2;
            }

            foreach (string change in Metas.MetaWriter.Update(Repository.Root, Repository.Read()))
                Console.WriteLine(change);
            return 0;
        }
    }
}

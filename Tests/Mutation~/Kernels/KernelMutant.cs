#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Repartee.Training.Kernels;

namespace Repartee.Training.Tests.Mutation
{
    /// <summary>The loss kernel's two formulas with one mistake in them. TorchScript is text to C#, so no tool for C# can make them.</summary>
    /// <param name="Name">Line, column and what was put in place of what.</param>
    /// <param name="Source">The two functions.</param>
    internal sealed record KernelMutant(string Name, string Source)
    {
        /// <summary>What is looked for, and what is put there. Each compiles: an error would end the process.</summary>
        private static readonly (string Pattern, string[] Replacements)[] Swaps =
        {
            (@" \+ ", new[] { " - " }),
            (@" - ", new[] { " + " }),
            (@" \* ", new[] { " / " }),
            (@" < ", new[] { " <= ", " >= " }),
            (@" > ", new[] { " >= ", " <= " }),
            (@" == ", new[] { " != " }),
            (@" & ", new[] { " | " }),
            (@"torch\.neg\(", new[] { "(" }),
            (@"torch\.abs\(", new[] { "(" }),
            (@"torch\.maximum", new[] { "torch.minimum" }),
            (@"torch\.minimum", new[] { "torch.maximum" }),
            (@"\.exp\(\)", new[] { "" }),
            (@"(?<=\.clamp\()min=[^,]+, (?=max=)", new[] { "" }),
            (@"(?<=\.clamp\(min=[^,]+), max=[^)]+(?=\))", new[] { "" }),
            (@"\.clamp\(max=coef\[7\]\)", new[] { "" }),
            (@"\.sum\(\)", new[] { ".mean()" }),
            (@"zeros_like", new[] { "ones_like" }),
            (@"(?<![\w.\[])0\.5(?!\d)", new[] { "1.0" }),
            (@"(?<=[= ])1(?= [-+] coef)", new[] { "0" }),
            (@"(?<= - )1(?= \+ d)", new[] { "0" }),
            (@"(?<=adv < )0", new[] { "0.5", "-1.5" }),
            (@"(?<=if )clip_\w+(?=:)", new[] { "True", "False" }),
            (@"coef\[(\d)\]", Enumerable.Range(0, 8).Select(i => $"coef[{i}]").ToArray()),
            (@"(?<=torch\.stack\(\[).+(?=\]\))", new[] { "reversed" }),
        };

        /// <summary>All of them, one mistake each.</summary>
        internal static IEnumerable<KernelMutant> All()
        {
            string source = Formulas();
            foreach (var (pattern, replacements) in Swaps)
            {
                foreach (Match found in Regex.Matches(source, pattern))
                {
                    foreach (string replacement in replacements.Where(r => r != found.Value))
                    {
                        string put = replacement == "reversed" ? string.Join(", ", Terms(found.Value).Reverse()) : replacement;
                        int line = source.Take(found.Index).Count(c => c == '\n') + 1;
                        int column = found.Index - source.LastIndexOf('\n', found.Index);
                        yield return new KernelMutant(
                            $"{line}:{column} \"{Line(source, line)}\": \"{found.Value}\" -> \"{put}\"",
                            source[..found.Index] + put + source[(found.Index + found.Length)..]);
                    }
                }
            }
        }

        /// <summary>The functions policy_terms and value_terms, without comments.</summary>
        internal static string Formulas()
        {
            string source = PpoLossKernel.Source[..PpoLossKernel.Source.IndexOf("def policy_loss(", StringComparison.Ordinal)];
            return Regex.Replace(source, @" *#[^\n]*", "");
        }

        private static string Line(string source, int number) => source.Split('\n')[number - 1].Trim();

        /// <summary>The metrics, which hold no comma of their own.</summary>
        private static string[] Terms(string list) => list.Split(", ");
    }
}

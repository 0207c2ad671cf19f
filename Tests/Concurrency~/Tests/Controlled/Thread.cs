using Repartee.Scheduling;

namespace System.Threading
{
    /// <summary>Stands here for the framework's: a strand. Waits with a limit have none, so that a thread without end shows.</summary>
    internal sealed class Thread
    {
        private readonly Action work;
        private Strand? strand;

        internal Thread(Action work) => this.work = work;

        public static Thread? CurrentThread => Strand.Current!.Tag as Thread;

        public bool IsBackground { get; set; }

        public string? Name { get; set; }

        public void Start() => strand = Strand.Start(Name ?? "thread", work, tag: this);

        public void Join() => Strand.Join(strand!);

        public bool Join(TimeSpan limit)
        {
            Strand.Join(strand!);
            return limit >= TimeSpan.Zero;
        }
    }
}
